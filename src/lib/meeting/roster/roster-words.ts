import type { RosterEntry } from '#core/boards/people.ts';
import { momentWords } from '#core/roster/quorum.ts';

/** "joined at 14:20, item 3; left at 15:40, item 6"; '' for who was there throughout. @param label of an item by its id */
export const movesWords = (entry: RosterEntry, label: (item: string) => string | null): string =>
	(entry.moves ?? [])
		.map(({ kind, at, item }) => `${kind} at ${momentWords(at, item === null ? null : label(item))}`)
		.join('; ');
