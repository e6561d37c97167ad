import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, minutesText } from './canonical.ts';
import { changesBetween } from './changes.ts';
import { composeMinutes, type Head } from '#core/minutes/compose.ts';
import { emptyLine, type Draft, type DraftLine } from '#core/minutes/draft.ts';
import type { AttendanceId } from '#core/kernel/ids.ts';
import { actionSentence } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { must } from '#core/kernel/result.ts';
import { openPoints } from '#core/record/review.ts';
import { calendarDate, clockTime } from '#core/kernel/time.ts';

const day = (text: string) => must(calendarDate(text), text);
const FACTS: Head = {
	board: 'Harbour Board',
	title: 'Quarterly meeting',
	date: day('2031-07-23'),
	start: clockTime('14:00'),
	end: clockTime('16:00'),
	place: 'Guildhall',
	chair: { name: 'Petra Lind', agency: 'Council' },
	next: { date: day('2031-10-22'), start: null, end: null, place: null }
};
const somebody = (name: string): RosterEntry => ({
	id: name.toLowerCase().replace(/\W/g, '').padEnd(10, '0') as AttendanceId,
	person: null,
	name,
	agency: 'Council',
	initials: '',
	role: 'member',
	attendance: 'present',
	deputyFor: null,
	note: ''
});
const ROSTER = [somebody('Ines Dahl'), somebody('Carl Dunn'), somebody('Cathy Drew')];
const owner = (written: string) => ({ written, chosen: null, outside: false });
const action = (text: string, ...owners: string[]): DraftLine => ({
	...emptyLine('action', 'action0000', text),
	owners: owners.map(owner)
});
const draftOf = (...lines: DraftLine[]): Draft => ({
	items: [{ id: 'item000000', printed: null, title: 'Updates', lines }],
	oddities: []
});
const compose = (...lines: DraftLine[]) => composeMinutes(FACTS, ROSTER, draftOf(...lines));

test('[C1] the canonical form is the same whatever order the fields were made in, and is JSON again', () => {
	const minutes = compose(emptyLine('point', 'point00000', 'Noted “so”.\u2028Näher'));
	const turned = Object.fromEntries(Object.entries(minutes).reverse()) as typeof minutes;
	expect(canonicalJson(turned)).toBe(canonicalJson(minutes));
	expect(JSON.parse(canonicalJson(minutes))).toEqual(JSON.parse(JSON.stringify(minutes)));
});

test('[C1] RFC 8785: keys by UTF-16 code units, no white space', () => {
	expect(canonicalJson({ b: 1, a: [true, null], '\u20ac': 'x', '\r': 1 } as never)).toBe(
		'{"\\r":1,"a":[true,null],"b":1,"€":"x"}'
	);
});

test('[C2] one changed character changes the canonical form', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
			fc.pre(a !== b);
			const of = (text: string) => canonicalJson(compose(emptyLine('point', 'point00000', text)));
			expect(of(a)).not.toBe(of(b));
		})
	);
});

test('[A1] an action is written out with its owners before its words', () => {
	expect(actionSentence([owner('ID')], 'to invite the coastguard')).toBe('ID to invite the coastguard');
	expect(actionSentence([owner('A'), owner('B'), owner('C')], 'to write')).toBe('A, B and C to write');
	expect(actionSentence([owner('Clerk')], 'indicator set')).toBe('Clerk: indicator set');
	expect(actionSentence([], 'circulate the map')).toBe('circulate the map');
	expect(actionSentence([owner('ID')], '')).toBe('ID');
});

test('[A2] nobody’s initials are guessed: two who fit are both named, an unknown stays unknown', () => {
	const [line] = compose(action('to ring', 'ID', 'CD', 'ZZ', 'All')).items[0]?.lines ?? [];
	const kinds = line?.kind === 'action' ? line.owners.map(({ resolved }) => resolved.kind) : [];
	expect(kinds).toEqual(['person', 'ambiguous', 'unknown', 'group']);
});

test('[A3] the words of the line say the due until somebody sets one; “next meeting” gets its date', () => {
	const dueOf = (line: DraftLine) => {
		const [composed] = compose(line).items[0]?.lines ?? [];
		return composed?.kind === 'action' ? composed.due : undefined;
	};
	expect(dueOf(action('to report at the next meeting', 'ID'))).toMatchObject({
		kind: 'next-meeting',
		date: '2031-10-22'
	});
	expect(dueOf({ ...action('to report at the next meeting', 'ID'), due: null })).toBeNull();
	expect(
		dueOf({ ...action('to report', 'ID'), due: { written: 'soon', kind: 'words', date: null } })
	).toMatchObject({
		written: 'soon'
	});
});

test('[T1] empty lines are no part of the minutes', () => {
	const { lines } = must(
		compose(emptyLine('point', 'a000000000', ''), emptyLine('point', 'b000000000', 'Words')).items[0],
		'item'
	);
	expect(lines.map(({ label, text }) => [label, text])).toEqual([['1.1', 'Words']]);
});

test('[T2] a decision takes the verb its words say, unless one was chosen', () => {
	const verb = (text: string, chosen: 'noted' | null) => {
		const [line] =
			compose({ ...emptyLine('decision', 'd000000000', text), verb: chosen }).items[0]?.lines ?? [];
		return line?.kind === 'decision' ? line.verb : null;
	};
	expect(verb('The guidance was signed off by the Board.', null)).toBe('signed off');
	expect(verb('The guidance was signed off by the Board.', 'noted')).toBe('noted');
	expect(verb('Next year again.', null)).toBe('agreed');
});

test('[V1] Review lists what is open and bars nothing', () => {
	const minutes = compose(
		{ ...emptyLine('point', 'p000000000', 'One'), printed: '1.1' },
		{ ...emptyLine('point', 'q000000000', 'Two'), printed: '1.1' },
		action('to ring', 'CD', 'ZZ'),
		action('to write by 4 August 2031')
	);
	expect(openPoints(minutes, ['odd']).map(({ kind }) => kind)).toEqual([
		'ambiguous-owner',
		'unknown-owner',
		'no-due',
		'no-owner',
		'duplicate-label',
		'oddity'
	]);
	expect(openPoints(composeMinutes(FACTS, ROSTER, draftOf()), []).map(({ kind }) => kind)).toEqual([
		'empty-item'
	]);
});

test('[S1] what changed since is told line by line', () => {
	const before = compose(emptyLine('point', 'p000000000', 'One.'), emptyLine('point', 'q000000000', 'Two.'));
	const after = compose(emptyLine('point', 'p000000000', 'One!'), emptyLine('point', 'r000000000', 'Three.'));
	expect(changesBetween(before, after)).toEqual([
		'1.1 read “One.”, now “One!”',
		'1.2 was added: “Three.”',
		'1.2 was removed: “Two.”'
	]);
	expect(changesBetween(before, before)).toEqual([]);
	expect(changesBetween(before, { ...before, place: 'Pier' })).toHaveLength(1);
});

test('[C3] the legend of the roster is printed; what was signed before it was is printed as it was', () => {
	const minutes = compose();
	expect(minutes.roster.map(({ initials }) => initials)).toEqual(['ID', 'CDu', 'CDr']);
	expect(minutesText(minutes)).toContain('\n  ID   Ines Dahl (Council)\n  CDu  Carl Dunn (Council)\n');
	expect(minutesText({ ...minutes, format: 1 })).toContain('\n  Ines Dahl (Council)\n');
});

test('[C3] the text has every word of the minutes', () => {
	const text = minutesText(
		compose(
			emptyLine('heading', 'h000000000', 'Winter'),
			emptyLine('bullet', 'b000000000', 'Patrols'),
			{ ...emptyLine('decision', 'd000000000', 'The plan.'), verb: 'approved' },
			{ ...action('to ring', 'ID'), due: { written: '4 August 2031', kind: 'date', date: day('2031-08-04') } }
		)
	);
	for (const words of [
		'Winter',
		'• Patrols',
		'1.1   The plan. [approved]',
		'ACTION: ID to ring [due 4 August 2031]',
		'Chaired by: Petra Lind (Council)',
		'Next meeting: Wednesday 22 October 2031'
	])
		expect(text).toContain(words);
});
