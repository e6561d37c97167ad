import { nameKey } from '#core/kernel/letters.ts';
import { initialsVariants } from './initials.ts';
import type { Knows } from './read-owners.ts';
import type { RosterEntry } from '#core/boards/people.ts';

const read = new WeakMap<readonly RosterEntry[], Knows>();

/** First names, full names and initials on this roster. One reading a roster, however often it is asked for. */
export function knownNames(roster: readonly RosterEntry[]): Knows {
	const before = read.get(roster);
	if (before) return before;
	const known = new Set<string>();
	for (const { name, initials } of roster) {
		known.add(name).add(nameKey(name));
		const first = nameKey(name).split(' ')[0] ?? '';
		if (first.length > 2) known.add(first);
		for (const short of [initials, ...initialsVariants(name)]) known.add(short);
	}
	known.delete('');
	const knows: Knows = (name) => known.has(name) || (name.length <= 80 && known.has(nameKey(name)));
	read.set(roster, knows);
	return knows;
}
