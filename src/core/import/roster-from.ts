/** Everybody named at the head as lines of a roster, so that owners are resolved as on a meeting's own. */
import { foldLetters, nameKey, nameWords } from '#core/kernel/letters.ts';
import { initialsVariants } from '#core/reading/initials.ts';
import type { AttendanceId } from '#core/kernel/ids.ts';
import type { Attendance, Role, RosterEntry } from '#core/boards/people.ts';
import type { ParsedPerson } from './parsed.ts';
import type { Head } from './read-head.ts';
import type { SourceLine } from './source-lines.ts';

/** The chair first where only "Chaired by" names them, then attendees and apologies as listed, doubles kept. */
export function rosterFrom(head: Head, lines: readonly SourceLine[]): RosterEntry[] {
	const chair = head.chair === null ? '' : nameKey(head.chair.name);
	const listed = head.attendees.some(({ name }) => nameKey(name) === chair);
	const defined = definedInitials(head, lines);
	const entries: RosterEntry[] = [];
	const add = (person: ParsedPerson, attendance: Attendance, role: Role | 'guest') =>
		entries.push({
			id: `line${entries.length}` as AttendanceId,
			person: null,
			name: person.name,
			agency: person.agency ?? '',
			initials: person.initials ?? defined.get(nameKey(person.name)) ?? '',
			role,
			attendance,
			deputyFor: null,
			note:
				person.role !== null && !/^(?:chair|chairman|chairwoman|chairperson)$/i.test(person.role)
					? person.role
					: ''
		});
	if (head.chair !== null && !listed) add({ ...head.chair, role: null, initials: null }, 'present', 'chair');
	for (const person of head.attendees)
		add(person, 'present', nameKey(person.name) === chair && chair !== '' ? 'chair' : roleOf(person.role));
	for (const person of head.apologies) add(person, 'apologies', 'member');
	return entries.map((entry) => withHolder(entry, entries));
}

const STANDS_IN =
	/^(?:(?:deputising|deputy|standing in|sitting in)\sfor|in place of|on behalf of|representing|for)\s(\S.{0,80})$/i;

/** "deputising for Ann Lee" is whom they stand in for, where exactly one other on the list is called so; else it stays a note. */
function withHolder(entry: RosterEntry, entries: readonly RosterEntry[]): RosterEntry {
	const name = nameKey(STANDS_IN.exec(entry.note)?.[1] ?? '');
	const [holder, ...more] = name === '' ? [] : entries.filter((other) => nameKey(other.name) === name);
	return holder === undefined || more.length > 0 || holder === entry
		? entry
		: { ...entry, deputyFor: holder.id, note: '' };
}

function roleOf(printed: string | null): Role | 'guest' {
	const words = foldLetters(printed ?? '');
	if (/^(?:the )?chair(?:man|woman|person)?$/.test(words)) return 'chair';
	if (/^co-?chair$/.test(words)) return 'co-chair';
	if (
		/^(?:notes|minutes|scribe|clerk|secretary|note-?\s?taker|minute[- ]?taker|minute secretary)\b/.test(words)
	)
		return 'notetaker';
	if (/^observer/.test(words)) return 'observer';
	if (/^(?:guests?|in attendance|also present|officials|officers)$/.test(words)) return 'guest';
	return 'member';
}

const DEFINITION = /(\p{Lu}[\p{L}’'-]{0,30})\s\((\p{Lu}{2,5})\)/gu;

/** "Ed Howlin (EH)" anywhere in the text settles whose initials those are. @returns name key → initials */
function definedInitials(head: Head, lines: readonly SourceLine[]): ReadonlyMap<string, string> {
	const bySurname = new Map<string, ParsedPerson[]>();
	for (const person of [...head.attendees, ...head.apologies]) {
		const surname = nameKey(nameWords(person.name).at(-1) ?? '');
		const same = bySurname.get(surname);
		if (same) same.push(person);
		else bySurname.set(surname, [person]);
	}
	const found = new Map<string, string>();
	for (const { text } of lines)
		for (const match of text.matchAll(DEFINITION)) {
			const initials = match[2] ?? '';
			const fitting = (bySurname.get(nameKey(match[1] ?? '')) ?? [])
				.slice(0, 20)
				.filter(({ name }) => initialsVariants(name).includes(initials));
			const [person] = fitting;
			if (person && new Set(fitting.map(({ name }) => nameKey(name))).size === 1)
				found.set(nameKey(person.name), initials);
		}
	return found;
}
