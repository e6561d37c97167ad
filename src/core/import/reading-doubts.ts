/** What a reader of the imported text should be asked: doubles, gaps, initials of nobody or of two. */
import { nameKey } from '#core/kernel/letters.ts';
import { initialsOf } from '#core/reading/initials.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import type { Doubt, ParsedItem, ParsedOwner, ParsedPerson } from './parsed.ts';
import { short, type Head } from './read-head.ts';

export function rosterDoubts(
	head: Head,
	roster: readonly RosterEntry[],
	lines: number,
	doubts: Doubt[]
): void {
	const whole = (kind: Doubt['kind'], text: string) => doubts.push({ kind, line: 0, text });
	if (lines === 0) {
		whole('empty', 'The text is empty: there is nothing to read.');
		return;
	}
	if (head.title === null) whole('no-title', 'No title was found.');
	if (head.date === null)
		whole('no-date', 'No date of the meeting was found. A meeting needs one: set it below.');
	if (head.attendees.length === 0)
		whole('no-attendees', 'Nobody was found to have attended, so that initials stay unresolved.');
	if (head.chair === null) whole('no-chair', 'It is not said who chaired the meeting.');
	duplicates(head, doubts);
	sameInitials(head, roster, doubts);
	if (head.chair !== null && head.attendees.length > 0) {
		const key = nameKey(head.chair.name);
		if (!head.attendees.some(({ name }) => nameKey(name) === key))
			doubts.push({
				kind: 'chair-not-listed',
				line: head.chair.line,
				text: `${head.chair.name} chaired the meeting but is not in the list of attendees.`
			});
	}
}

function duplicates(head: Head, doubts: Doubt[]): void {
	const seen = new Map<string, { person: ParsedPerson; where: string }>();
	const lists = [
		['attendees', head.attendees],
		['apologies', head.apologies]
	] as const;
	for (const [where, people] of lists)
		for (const person of people) {
			const before = seen.get(nameKey(person.name));
			if (!before) seen.set(nameKey(person.name), { person, where });
			else
				doubts.push({
					kind: 'duplicate-person',
					line: person.line,
					text:
						before.where === where
							? `${person.name} is listed twice: ${of(before.person)} (line ${before.person.line}) and ${of(person)}. Counted once.`
							: `${person.name} is listed both as present (line ${before.person.line}) and with apologies.`
				});
		}
}

const of = (person: ParsedPerson): string =>
	person.agency === null ? 'without an agency' : `for ${person.agency}`;

function sameInitials(head: Head, roster: readonly RosterEntry[], doubts: Doubt[]): void {
	const lineOf = new Map(
		[...head.apologies, ...head.attendees].map(({ name, line }) => [nameKey(name), line])
	);
	const groups = new Map<string, Map<string, string>>();
	for (const { name, initials } of roster) {
		const short = initials === '' ? initialsOf(name) : initials;
		const group = groups.get(short) ?? new Map<string, string>();
		groups.set(short, group.set(nameKey(name), name));
	}
	for (const [initials, group] of groups) {
		if (group.size < 2 || initials === '') continue;
		const names = [...group.values()];
		const last = [...group.keys()].at(-1) ?? '';
		doubts.push({
			kind: 'same-initials',
			line: lineOf.get(last) ?? head.chair?.line ?? 0,
			text: `${listed(names)} share the initials ${initials}.`
		});
	}
}

export function listed(names: readonly string[]): string {
	const shown = names.slice(0, 8);
	if (names.length > shown.length) return `${shown.join(', ')} and ${names.length - shown.length} more`;
	return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

export function ownerDoubt({ written, resolved }: ParsedOwner, line: number, text: string): Doubt | null {
	const about = `in “${short(text, 100)}”`;
	switch (resolved.kind) {
		case 'person':
		case 'outside':
			return null;
		case 'group':
			return { kind: 'group-owner', line, text: `“${written}” means nobody in particular, ${about}.` };
		case 'unknown':
			return {
				kind: 'unknown-owner',
				line,
				text: `“${short(written, 80)}” is nobody on the list, ${about}.`
			};
		case 'ambiguous': {
			const names = listed(resolved.candidates.map(({ name }) => name));
			return {
				kind: 'ambiguous-owner',
				line,
				text: `“${written}” may be ${names.replace(/ and (?=[^,]*$)/, ' or ')}, ${about}.`
			};
		}
	}
}

export function labelDoubts(items: readonly ParsedItem[], doubts: Doubt[]): void {
	let last = 0;
	const seen = new Map<string, number>();
	for (const item of items) {
		if (item.label !== null) {
			const number = Number(item.label);
			const before = seen.get(item.label);
			if (before !== undefined)
				doubts.push({
					kind: 'duplicate-label',
					line: item.line,
					text: `Item ${item.label} is there twice (line ${before} and here). Both are kept.`
				});
			else if (number < last)
				doubts.push({
					kind: 'item-order',
					line: item.line,
					text: `Item ${item.label} comes after item ${last}.`
				});
			else if (number > last + 1) {
				const missing =
					number === last + 2
						? `There is no item ${last + 1}`
						: `There are no items ${last + 1} to ${number - 1}`;
				doubts.push({
					kind: 'missing-item',
					line: item.line,
					text: `${missing}: item ${item.label} follows ${last === 0 ? 'first' : `item ${last}`}.`
				});
			}
			seen.set(item.label, item.line);
			last = Math.max(last, number);
		}
		const points = new Map<string, number>();
		for (const line of item.lines) {
			if (line.kind !== 'point' && line.kind !== 'decision') continue;
			if (line.label === null) continue;
			const before = points.get(line.label);
			if (before === undefined) points.set(line.label, line.line);
			else
				doubts.push({
					kind: 'duplicate-label',
					line: line.line,
					text: `Point ${line.label} is there twice (line ${before} and here). Both are kept as printed.`
				});
		}
	}
}
