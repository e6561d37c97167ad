/** Initials in running words: "JT reported that …". Who is meant is shown to whoever writes, never stored. */
import type { RosterEntry } from '#core/boards/people.ts';
import { peopleWithInitials } from './resolve-owner.ts';

export interface InitialsInWords {
	readonly from: number;
	readonly to: number;
	/** Everybody on the roster they fit, people present first; at least one. */
	readonly names: readonly string[];
}

/** Two to four capitals, and the small letters that a legend adds: "MOC", "SGe". */
const INITIALS = /(?<![\p{L}\p{N}'’-])\p{Lu}{2,4}\p{Ll}{0,2}(?![\p{L}\p{N}'’-])/gu;

/** [L3] Only initials that fit somebody on this roster; "CSE" and "NHS" stay words. */
export function initialsInWords(words: string, roster: readonly RosterEntry[]): InitialsInWords[] {
	return [...words.matchAll(INITIALS)].flatMap(({ 0: text, index }) => {
		const names = peopleWithInitials(text, roster).map(({ name }) => name);
		return names.length > 0 ? [{ from: index, to: index + text.length, names }] : [];
	});
}
