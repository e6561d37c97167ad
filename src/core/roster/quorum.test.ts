import { expect, test } from 'vitest';
import { composeMinutes, type Head } from '#core/minutes/compose.ts';
import { canonicalJson, minutesText } from '#core/record/canonical.ts';
import { emptyLine, type Draft } from '#core/minutes/draft.ts';
import type { AttendanceId } from '#core/kernel/ids.ts';
import type { Attendance, RosterEntry, RosterMove } from '#core/boards/people.ts';
import { quorumCourse, quorumWords, type QuorumRule } from './quorum.ts';
import { must } from '#core/kernel/result.ts';
import { openPoints } from '#core/record/review.ts';
import { calendarDate, clockTime } from '#core/kernel/time.ts';

const RULE: QuorumRule = {
	number: 3,
	sectors: ['health', 'police'],
	agencies: [
		{ agency: 'Saltmarsh NHS Trust', sector: 'Health' },
		{ agency: 'Saltmarsh Police', sector: 'police' }
	]
};
const id = (name: string) => name.toLowerCase().replace(/\W/g, '').padEnd(10, '0') as AttendanceId;
const line = (
	name: string,
	agency: string,
	attendance: Attendance = 'present',
	more: Partial<RosterEntry> = {}
): RosterEntry => ({
	id: id(name),
	person: null,
	name,
	agency,
	initials: '',
	role: 'member',
	attendance,
	deputyFor: null,
	note: '',
	...more
});
let number = 0;
const move = (
	kind: RosterMove['kind'],
	at: string,
	item: string | null = null,
	after: string | null = null
): RosterMove => ({
	number: ++number,
	kind,
	at: must(clockTime(at), at),
	item,
	after
});
const NURSE = line('Ann Orde', 'Saltmarsh NHS Trust');
const OFFICER = line('Bea Pryce', 'Saltmarsh Police');
const TEACHER = line('Cai Quint', 'Brook School');
const ALL = [NURSE, OFFICER, TEACHER];
const decision = (id: string, text: string) => ({
	...emptyLine('decision', id, text),
	verb: 'agreed' as const
});
const item = (id: string, ...lines: ReturnType<typeof emptyLine>[]) => ({
	id,
	printed: null,
	title: id,
	lines
});
const NOTHING: Draft = { items: [], oddities: [] };
const words = (roster: readonly RosterEntry[], rule = RULE) =>
	quorumWords(quorumCourse(rule, roster, NOTHING).now);

test('[Q1] enough people and one of each sector: quorate, in words', () => {
	expect(words(ALL)).toBe('Quorate: 3 of 3 needed');
});

test('[Q1] the number alone is not enough: the sector that is missing is named', () => {
	const roster = [line('Di Roe', 'Brook School'), OFFICER, TEACHER];
	expect(words(roster)).toBe('Not quorate: 3 of 3 needed, health missing');
	expect(words([TEACHER])).toBe('Not quorate: 1 of 3 needed, health and police missing');
});

test('[Q1] notetakers, observers and guests do not count, nor somebody listed twice a second time', () => {
	const extra = (['notetaker', 'observer', 'guest'] as const).map((role) =>
		line(`Eve ${role}`, 'Saltmarsh NHS Trust', 'present', { role })
	);
	expect(words([OFFICER, TEACHER, ...extra])).toBe('Not quorate: 2 of 3 needed, health missing');
	const twice = line('Cai Quint', 'Saltmarsh NHS Trust', 'present', { id: id('second') });
	expect(words([OFFICER, TEACHER, twice])).toBe('Not quorate: 2 of 3 needed');
});

test('[Q1] while somebody who counts is not marked, it is not said that there is no quorum', () => {
	expect(words([OFFICER, TEACHER, line('Ann Orde', 'Saltmarsh NHS Trust', 'expected')])).toBe(
		'Not quorate so far: 2 of 3 needed, health missing, 1 not yet marked'
	);
});

test('[Q2] a deputy fills the seat and brings the sector of the one they stand in for, unless that one is there', () => {
	const away = { ...NURSE, attendance: 'apologies' as const };
	const deputy = line('Flo Sand', '', 'present', { role: 'guest', deputyFor: NURSE.id });
	expect(words([away, deputy, OFFICER, TEACHER])).toBe('Quorate: 3 of 3 needed');
	expect(words([NURSE, deputy, OFFICER])).toBe('Not quorate: 2 of 3 needed');
	const second = line('Gus Tarn', '', 'present', { role: 'guest', deputyFor: NURSE.id });
	expect(words([away, deputy, second, OFFICER])).toBe('Not quorate: 2 of 3 needed');
});

const FACTS: Head = {
	board: 'Saltmarsh Board',
	title: 'July meeting',
	date: must(calendarDate('2031-07-23'), 'date'),
	start: null,
	end: null,
	place: '',
	chair: null,
	next: null
};

test('[Q3] a decision is judged by who was there at its place in the minutes', () => {
	const nurse = {
		...NURSE,
		moves: [move('joined', '14:20', 'two', 'b'), move('left', '15:10', 'three', null)]
	};
	const minutes = composeMinutes(
		FACTS,
		[nurse, OFFICER, TEACHER],
		{
			oddities: [],
			items: [
				item('one', decision('a', 'First')),
				item(
					'two',
					emptyLine('point', 'b', 'Before she came.'),
					emptyLine('point', 'x', ''),
					decision('c', 'Second')
				),
				item('three', decision('d', 'Third'))
			]
		},
		RULE
	);
	const lacking = minutes.items.flatMap(({ lines }) =>
		lines.flatMap((line) => (line.kind === 'decision' ? [line.withoutQuorum ?? null] : []))
	);
	expect(lacking).toEqual(['2 of 3 needed, health missing', null, '2 of 3 needed, health missing']);
	expect(openPoints(minutes, []).filter(({ kind }) => kind === 'without-quorum')).toHaveLength(2);
	const text = minutesText(minutes);
	expect(text).toContain('  Ann Orde joined at 14:20, item 2\n  Ann Orde left at 15:10, item 3\n');
	expect(text).toContain(
		[
			'Not quorate at the start: 2 of 3 needed, health missing.',
			'Quorate from 14:20, item 2: 3 of 3 needed.',
			'Not quorate from 15:10, item 3: 2 of 3 needed, health missing.'
		].join('\n')
	);
	expect(text).toContain('First [agreed] [taken without a quorum: 2 of 3 needed, health missing]');
	expect(text).toContain('Second [agreed]\n');
	expect(JSON.parse(canonicalJson(minutes))).toEqual(JSON.parse(JSON.stringify(minutes)));
});

test('[Q3] an arrival whose item is gone stands where the one before it does', () => {
	const nurse = { ...NURSE, moves: [move('joined', '14:20', 'one', 'a')] };
	const officer = { ...OFFICER, moves: [move('joined', '14:30', 'gone', 'gone')] };
	const course = quorumCourse(RULE, [nurse, officer, TEACHER], {
		items: [item('one', decision('a', 'First'), decision('b', 'Second'))]
	});
	expect([course.at(0, 0).kind, course.at(0, 1).kind]).toEqual(['short', 'quorate']);
});

test('[Q3] without a quorum set nothing is said about one', () => {
	const minutes = composeMinutes(FACTS, [TEACHER], {
		oddities: [],
		items: [item('one', decision('a', 'First'))]
	});
	expect(minutes.quorum).toBeNull();
	expect(minutesText(minutes)).not.toMatch(/quor/i);
});
