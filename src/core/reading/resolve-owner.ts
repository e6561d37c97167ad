/** Whom a written owner means on a roster (D13). Two different people who fit are both named; nobody is guessed. */
import { foldLetters, nameKey, nameWords } from '#core/kernel/letters.ts';
import { initialsVariants, legend } from './initials.ts';
import type { ResolvedOwner } from '#core/minutes/minutes.ts';
import type { Attendance, RosterEntry } from '#core/boards/people.ts';

type Candidates = readonly RosterEntry[];

/** One reading of a roster; built once per roster, however many owners are asked for. */
interface Index {
	readonly byId: ReadonlyMap<string, RosterEntry>;
	/** Initials somebody set, then the legend, then computed ones. */
	readonly explicit: ReadonlyMap<string, Candidates>;
	readonly legend: ReadonlyMap<string, Candidates>;
	readonly computed: ReadonlyMap<string, Candidates>;
	readonly names: ReadonlyMap<string, Candidates>;
	readonly first: ReadonlyMap<string, Candidates>;
	readonly surname: ReadonlyMap<string, Candidates>;
	readonly roles: ReadonlyMap<string, Candidates>;
	readonly answers: Map<string, ResolvedOwner>;
}

const ORDER: Readonly<Record<Attendance, number>> = { present: 0, expected: 1, apologies: 2, absent: 3 };
const indexes = new WeakMap<readonly RosterEntry[], Index>();

function indexOf(roster: readonly RosterEntry[]): Index {
	const known = indexes.get(roster);
	if (known) return known;
	const maps = {
		explicit: new Map<string, RosterEntry[]>(),
		legend: new Map<string, RosterEntry[]>(),
		computed: new Map<string, RosterEntry[]>(),
		names: new Map<string, RosterEntry[]>(),
		first: new Map<string, RosterEntry[]>(),
		surname: new Map<string, RosterEntry[]>(),
		roles: new Map<string, RosterEntry[]>()
	};
	const add = (map: Map<string, RosterEntry[]>, key: string, entry: RosterEntry) => {
		if (key === '') return;
		const list = map.get(key);
		if (list) list.push(entry);
		else map.set(key, [entry]);
	};
	const names = legend(roster);
	const people = [...roster].sort((a, b) => ORDER[a.attendance] - ORDER[b.attendance]);
	for (const entry of people) {
		add(maps.explicit, initialsKey(entry.initials), entry);
		add(maps.legend, initialsKey(names.get(entry.id) ?? ''), entry);
		for (const initials of initialsVariants(entry.name)) add(maps.computed, initials.toLowerCase(), entry);
		add(maps.names, nameKey(entry.name), entry);
		const parts = nameWords(entry.name);
		add(maps.first, nameKey(parts[0] ?? ''), entry);
		if (parts.length > 1) add(maps.surname, nameKey(parts.at(-1) ?? ''), entry);
		add(maps.roles, entry.role, entry);
		if (
			/\bnotes?\b|\bminutes?\b|\bminute[- ]taker\b|\bsecretar/i.test(entry.note) &&
			entry.role !== 'notetaker'
		)
			add(maps.roles, 'notetaker', entry);
	}
	const index = {
		byId: new Map(roster.map((entry) => [entry.id, entry])),
		...maps,
		answers: new Map<string, ResolvedOwner>()
	};
	indexes.set(roster, index);
	return index;
}

const initialsKey = (text: string): string => foldLetters(text).replace(/[\s.]/g, '');

/**
 * [O4] A choice somebody made wins; then "outside"; then the words. [O5] Initials somebody set for this roster win over
 * computed ones. [O6] The same person listed twice is one candidate. [O7] Two people who fit: ambiguous, both named.
 * @param chosen the attendance id somebody chose, or null
 */
export function resolveOwner(
	written: string,
	roster: readonly RosterEntry[],
	chosen: string | null,
	outside: boolean
): ResolvedOwner {
	const index = indexOf(roster);
	const picked = chosen === null ? undefined : index.byId.get(chosen);
	if (picked) return person(picked);
	if (outside) return { kind: 'outside' };
	const known = index.answers.get(written);
	if (known) return known;
	const fitting = read(written, index);
	const answer: ResolvedOwner = fitting === 'group' ? { kind: 'group' } : decide(fitting);
	index.answers.set(written, answer);
	return answer;
}

/** Everybody these words may mean, people present first; nobody for a group. One line each, whoever is listed twice. */
export function candidates(written: string, roster: readonly RosterEntry[]): Candidates {
	const fitting = read(written, indexOf(roster));
	return fitting === 'group' ? [] : distinct(fitting);
}

/** Everybody who has these initials, people present first: names and roles are not meant. */
export function peopleWithInitials(initials: string, roster: readonly RosterEntry[]): Candidates {
	return distinct(withInitials(initialsKey(initials), indexOf(roster)) ?? []);
}

function withInitials(short: string, index: Index): Candidates | undefined {
	if (short.length > 16) return undefined;
	return index.explicit.get(short) ?? index.legend.get(short) ?? index.computed.get(short);
}

function read(written: string, index: Index): Candidates | 'group' {
	const bare = withoutBrackets(written)
		.replace(/[.,;:]$/, '')
		.trim();
	if (bare === '') return [];
	const initials = withInitials(initialsKey(bare), index);
	if (initials) return initials;
	const named = index.names.get(nameKey(bare));
	if (named) return named;
	const role = roleOf(bare);
	if (role !== null) return role.flatMap((key) => [...(index.roles.get(key) ?? [])]).filter(firstKind);
	if (isGroup(bare)) return 'group';
	const parts = nameWords(bare);
	if (parts.length !== 1) return [];
	const titled = bare.split(/\s+/).length > 1;
	return (titled ? undefined : index.first.get(nameKey(bare))) ?? index.surname.get(nameKey(bare)) ?? [];
}

/** "The Chair" is the chair where there is one, else the co-chairs. */
function firstKind(entry: RosterEntry, _: number, all: readonly RosterEntry[]): boolean {
	return entry.role === all[0]?.role || all[0]?.role !== 'chair';
}

function roleOf(bare: string): string[] | null {
	const words = foldLetters(bare).replace(/^the\s+/, '');
	if (/^(?:chair|chairman|chairwoman|chairperson)$/.test(words)) return ['chair', 'co-chair'];
	if (/^co-?chairs?$/.test(words)) return ['co-chair'];
	if (
		/^(?:notetaker|note-?taker|note taker|minute-?taker|minute taker|minute secretary|secretary|clerk)$/.test(
			words
		)
	)
		return ['notetaker'];
	return null;
}

const GROUP =
	/^(?:all|any|anyone|anybody|everyone|everybody|each|every|both|members|partners|agencies|attendees|colleagues)\b|^(?:the\s+)?(?:board|group|panel|committee|meeting|partnership)$|\b(?:members|partners|attendees|colleagues)$/;

/** "all", "Anyone from the Board", "Board members": nobody in particular. */
export function isGroup(written: string): boolean {
	return GROUP.test(foldLetters(written).trim().slice(0, 200));
}

/** One entry each: the same person id is one person, and so is the same name unless the ids say otherwise. */
function distinct(found: Candidates): Candidates {
	const ids = new Set<string>();
	const names = new Map<string, string | null>();
	const people: RosterEntry[] = [];
	for (const entry of found) {
		const name = nameKey(entry.name);
		const namesake = names.get(name);
		const linked = entry.person !== null && ids.has(entry.person);
		const same = linked || (namesake !== undefined && (namesake === null || entry.person === null));
		if (entry.person !== null) ids.add(entry.person);
		if (!same || namesake === undefined || namesake === null) names.set(name, entry.person);
		if (!same) people.push(entry);
	}
	return people;
}

function decide(found: Candidates): ResolvedOwner {
	const people = distinct(found);
	const [only] = people;
	if (!only) return { kind: 'unknown' };
	if (people.length === 1) {
		const linked = found.find((entry) => entry.person !== null) ?? only;
		return { ...person(only), person: linked.person };
	}
	return {
		kind: 'ambiguous',
		candidates: people.map(({ person: id, name, agency }) => ({ person: id, name, agency }))
	};
}

function person(entry: RosterEntry): ResolvedOwner & { kind: 'person' } {
	return { kind: 'person', person: entry.person, name: entry.name, agency: entry.agency };
}

function withoutBrackets(text: string): string {
	const open = text.indexOf('(');
	if (open < 1) return text;
	const close = text.indexOf(')', open);
	return close < 0 ? text : text.slice(0, open) + text.slice(close + 1);
}
