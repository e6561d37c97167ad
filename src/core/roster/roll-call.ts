/** Calling the roll: whom a few letters mean, and in which order people are called. */
import { foldLetters, nameWords } from '#core/kernel/letters.ts';
import { initialsVariants } from '#core/reading/initials.ts';
import type { Attendance, RosterEntry } from '#core/boards/people.ts';

/** What one key does to the person in question; the digits, because letters are for names. */
export const ROLL_KEYS = [
	{ key: '1', does: 'present', words: 'Present' },
	{ key: '2', does: 'apologies', words: 'Apologies' },
	{ key: '3', does: 'absent', words: 'Absent' },
	{ key: '4', does: 'stands-in', words: 'Stands in for…' },
	{ key: '5', does: 'joined', words: 'Joined' },
	{ key: '6', does: 'left', words: 'Left' },
	{ key: '9', does: 'guest', words: 'New guest' },
	{ key: '0', does: 'expected', words: 'Not marked' }
] as const satisfies readonly {
	key: string;
	does: Attendance | 'stands-in' | 'joined' | 'left' | 'guest';
	words: string;
}[];
export type RollKey = (typeof ROLL_KEYS)[number];

export interface AgencyGroup {
	readonly agency: string;
	readonly entries: readonly RosterEntry[];
}

/** By agency in the order of the alphabet, who has none last; inside as printed. The order in which people are called. */
export function byAgency(roster: readonly RosterEntry[]): AgencyGroup[] {
	const groups = new Map<string, { agency: string; entries: RosterEntry[] }>();
	for (const entry of roster) {
		const key = foldLetters(entry.agency.trim());
		const group = groups.get(key);
		if (group) group.entries.push(entry);
		else groups.set(key, { agency: entry.agency.trim(), entries: [entry] });
	}
	return [...groups.values()].sort((a, b) =>
		a.agency === '' ? 1 : b.agency === '' ? -1 : a.agency.localeCompare(b.agency, 'en')
	);
}

export interface Found {
	/** Everybody who fits at all, as called. */
	readonly entries: readonly RosterEntry[];
	/** The one who fits best; null where nobody does, or several do equally: then nobody is guessed. */
	readonly one: RosterEntry | null;
	/** Those who fit best equally, when there are several. */
	readonly equal: readonly RosterEntry[];
}

/** [R5] Initials, part of a name, part of an agency; the first of these that fits anybody decides. */
export function findOnRoster(
	roster: readonly RosterEntry[],
	initials: ReadonlyMap<string, string>,
	typed: string
): Found {
	const called = byAgency(roster).flatMap(({ entries }) => entries);
	const words = bare(typed)
		.split(/[\s\-‐‑,.]+/)
		.filter((word) => word !== '');
	if (words.length === 0) return { entries: called, one: null, equal: [] };
	const ranks = new Map(called.map((entry) => [entry, rank(entry, initials.get(entry.id) ?? '', words)]));
	const entries = called.filter((entry) => ranks.get(entry) !== null);
	const best = Math.min(...entries.map((entry) => ranks.get(entry) ?? Infinity));
	const equal = entries.filter((entry) => ranks.get(entry) === best);
	return {
		entries,
		one: equal.length === 1 ? (equal[0] ?? null) : null,
		equal: equal.length > 1 ? equal : []
	};
}

/** O’Conner is found without the apostrophe, too. */
const bare = (text: string): string => foldLetters(text).replaceAll("'", '');

/** 0 fits best; null: not at all. */
function rank(entry: RosterEntry, called: string, words: readonly string[]): number | null {
	const whole = words.join('');
	const variants = [called, entry.initials, ...initialsVariants(entry.name)].map(bare);
	if (bare(called) === whole) return 0;
	if (variants.includes(whole)) return 1;
	const names = nameWords(entry.name).map(bare);
	const begins = (among: readonly string[]) =>
		words.every((word) => among.some((one) => one.startsWith(word)));
	if (begins(names)) return 2;
	if (variants.some((variant) => variant.startsWith(whole))) return 3;
	if (words.every((word) => bare(entry.name).includes(word))) return 4;
	const agency = bare(entry.agency);
	if (begins([...names, ...agency.split(/\s+/)])) return 5;
	return words.every((word) => agency.includes(word)) ? 6 : null;
}

/** The next one to be called: the first who is not marked behind that one, then from the beginning. */
export function nextToCall(roster: readonly RosterEntry[], after: string | null): RosterEntry | null {
	const called = byAgency(roster).flatMap(({ entries }) => entries);
	const at = called.findIndex(({ id }) => id === after);
	return (
		[...called.slice(at + 1), ...called.slice(0, at + 1)].find(
			({ attendance }) => attendance === 'expected'
		) ?? null
	);
}

/** "Jo Vane (Saltmarsh Police)" or "Jo Vane, Saltmarsh Police" → a guest's name and agency. */
export function guestOf(typed: string): { readonly name: string; readonly agency: string } {
	const match = /^(.*?)\s*(?:\(([^()]*)\)|,(.*))\s*$/.exec(typed.trim());
	return match
		? { name: (match[1] ?? '').trim(), agency: (match[2] ?? match[3] ?? '').trim() }
		: { name: typed.trim(), agency: '' };
}
