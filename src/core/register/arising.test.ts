import { expect, test } from 'vitest';
import {
	arisingLines,
	arisingPlaces,
	notesToAgree,
	reportSteps,
	type ArisingAction,
	type ArisingFacts
} from './arising.ts';
import { composeMinutes, type Head } from '#core/minutes/compose.ts';
import { emptyLine, type Draft, type DraftArising, type DraftReport } from '#core/minutes/draft.ts';
import { dueContext, NO_CALENDAR } from '#core/reading/due.ts';
import type { ActionId, MeetingId } from '#core/kernel/ids.ts';
import type { Due } from '#core/minutes/minutes.ts';
import type { CalendarDate } from '#core/kernel/time.ts';

const day = (text: string) => text as CalendarDate;
const due = (date: string): Due => ({ written: date, kind: 'date', date: day(date) });
const LAST = 'lastmeeting' as MeetingId;

const action = (id: string, reference: string, more: Partial<ArisingAction> = {}): ArisingAction => ({
	id: id as ActionId,
	reference,
	sentence: 'ID to invite the coastguard.',
	owners: 'Ines Dahl',
	due: due('2026-09-30'),
	state: 'open',
	...more
});

const FACTS: ArisingFacts = {
	earlier: [{ id: LAST, date: day('2026-07-29'), labels: ['1.1', '3.6'], confirmed: null }],
	unsigned: null,
	actions: [
		action('older00001', '29 April 2026, 3.4', { sentence: 'circulate the map', due: null }),
		action('latest0001', '29 July 2026, 1.2'),
		action('latest0002', '29 July 2026, 1.2 (2)')
	]
};

const HEAD: Head = {
	board: 'Harbour Board',
	title: 'Harbour Board',
	date: day('2026-10-28'),
	start: null,
	end: null,
	place: '',
	chair: null,
	next: null
};

const DAYS = dueContext(HEAD, NO_CALENDAR);

const report = (id: string, more: Partial<DraftReport>): DraftReport => ({
	action: id,
	outcome: null,
	due: '',
	words: '',
	...more
});

const draftOf = (arising: Partial<DraftArising>): Draft => ({
	items: [
		{
			id: 'item000002',
			printed: '2',
			title: 'Notes of the last meeting',
			lines: [emptyLine('point', 'point00001', 'Nothing else arose.')]
		}
	],
	oddities: [],
	arising: {
		notesAt: 'item000002',
		actionsAt: 'item000002',
		reports: [],
		confirmations: [],
		...arising
	}
});

const printed = (arising: Partial<DraftArising>, facts = FACTS) =>
	composeMinutes(HEAD, [], draftOf(arising), null, facts).items[0]?.lines.map(({ label, text }) => [
		label,
		text
	]);

test('[J2] [J3] the minutes read as boards write it, and what nobody reported is not printed', () => {
	expect(
		printed({
			reports: [
				report('latest0001', { outcome: 'done' }),
				report('older00001', { outcome: 'new-due', due: '12 December 2026', words: 'The printer is ill' }),
				report('gone000001', { outcome: 'closed' })
			]
		})
	).toEqual([
		['2.1', 'The following actions were reported:'],
		[
			null,
			'Action 3.4 of 29 April 2026: circulate the map – NEW DUE DATE: 12 December 2026 (was: no date). The printer is ill.'
		],
		[null, 'Action 1.2: ID to invite the coastguard – COMPLETED'],
		['2.2', 'Nothing else arose.']
	]);
});

test('[J2] words alone are a report, and without a pick there is no point', () => {
	expect(printed({ reports: [report('latest0002', { words: 'the boat is out of the water' })] })).toEqual([
		['2.1', 'The following action was reported:'],
		[null, 'Action 1.2 (2): ID to invite the coastguard – the boat is out of the water.'],
		['2.2', 'Nothing else arose.']
	]);
	expect(printed({})).toEqual([['2.1', 'Nothing else arose.']]);
});

test('[J2] a new due that is the next meeting is the day of that meeting', () => {
	const next = { date: day('2027-01-27'), start: null, end: null, place: null };
	const draft = draftOf({ reports: [report('latest0001', { outcome: 'new-due', due: 'next meeting' })] });
	expect(composeMinutes({ ...HEAD, next }, [], draft, null, FACTS).items[0]?.lines[1]).toMatchObject({
		text: expect.stringContaining('NEW DUE DATE: next meeting, 27 January 2027 (was: 30 September 2026)'),
		arising: { due: { kind: 'next-meeting', date: '2027-01-27' } }
	});
});

test('[J2] a new due that nobody named says so', () => {
	expect(printed({ reports: [report('latest0001', { outcome: 'new-due' })] })?.[1]?.[1]).toContain(
		'NEW DUE DATE: to be confirmed (was: 30 September 2026)'
	);
});

test('[J4] the notes of the last meeting are a decision of their own, before the actions', () => {
	const agreed = { meeting: LAST as string, outcome: 'agreed' as const, point: '3.6', amendment: 'old' };
	expect(
		printed({ confirmations: [agreed], reports: [report('latest0001', { outcome: 'closed' })] })?.slice(0, 2)
	).toEqual([
		['2.1', 'The notes of the meeting of 29 July 2026 were agreed as a correct record.'],
		['2.2', 'The following action was reported:']
	]);
	const amended = { ...agreed, outcome: 'amended' as const, amendment: 'for “two” read “twelve”' };
	expect(arisingLines(draftOf({ confirmations: [amended] }), 'item000002', FACTS, DAYS)[0]).toMatchObject({
		kind: 'decision',
		verb: 'agreed',
		text: 'The notes of the meeting of 29 July 2026 were agreed as a correct record, subject to an amendment at 3.6: for “two” read “twelve”.',
		arising: { kind: 'confirms', meeting: LAST, outcome: 'amended', point: '3.6' }
	});
});

test('[J4] notes that were agreed already, or are of another meeting, are not agreed again', () => {
	const agreed = { meeting: LAST as string, outcome: 'agreed' as const, point: '', amendment: '' };
	const once = { ...FACTS, earlier: [{ ...FACTS.earlier[0]!, confirmed: day('2026-09-01') }] };
	expect(arisingLines(draftOf({ confirmations: [agreed] }), 'item000002', once, DAYS)).toEqual([]);
	const other = { ...agreed, meeting: 'someothermeeting' };
	expect(arisingLines(draftOf({ confirmations: [other] }), 'item000002', FACTS, DAYS)).toEqual([]);
});

test('[J4] what was agreed about one meeting stands when another is signed meanwhile, which is asked about beside it', () => {
	const agreed = { meeting: LAST as string, outcome: 'agreed' as const, point: '', amendment: '' };
	const september = { id: 'september1' as MeetingId, date: day('2026-09-02'), labels: [], confirmed: null };
	const facts = { ...FACTS, earlier: [september, ...FACTS.earlier] };
	expect(printed({ confirmations: [agreed] }, facts)?.[0]).toEqual([
		'2.1',
		'The notes of the meeting of 29 July 2026 were agreed as a correct record.'
	]);
	expect(notesToAgree(facts, [agreed]).map(({ date }) => date)).toEqual(['2026-07-29', '2026-09-02']);
	const both = [agreed, { ...agreed, meeting: september.id as string }];
	expect(printed({ confirmations: both }, facts)?.slice(0, 2)).toEqual([
		['2.1', 'The notes of the meeting of 29 July 2026 were agreed as a correct record.'],
		['2.2', 'The notes of the meeting of 2 September 2026 were agreed as a correct record.']
	]);
});

test('[J4] what was picked is shown also when it was agreed elsewhere, or lies before what was agreed since', () => {
	const pick = { meeting: LAST as string, outcome: 'agreed' as const, point: '', amendment: '' };
	const later = {
		id: 'september1' as MeetingId,
		date: day('2026-09-02'),
		labels: [],
		confirmed: day('2026-10-01')
	};
	const facts = { ...FACTS, earlier: [later, ...FACTS.earlier] };
	expect(notesToAgree(facts, []).map(({ id }) => id)).toEqual([later.id]);
	expect(notesToAgree(facts, [pick]).map(({ id }) => id)).toEqual([LAST]);
	expect(printed({ confirmations: [pick] }, facts)?.[0]?.[1]).toContain('29 July 2026 were agreed');
	const elsewhere = {
		...facts,
		earlier: facts.earlier.map((one) => ({ ...one, confirmed: day('2026-10-01') }))
	};
	expect(notesToAgree(elsewhere, [pick]).map(({ id }) => id)).toEqual([LAST]);
});

test('[J5] done is reported, closed is agreed, ongoing takes a report back, a new due keeps the old one', () => {
	const steps = (
		outcome: DraftReport['outcome'],
		state: 'open' | 'reported-done' | 'closed',
		more: { due?: Due } = {}
	) =>
		reportSteps(
			{ due: null, words: 'So it was told.', ...more, outcome },
			{ state, due: due('2026-09-30') }
		).map(({ happening, note }) => [happening.kind, note]);
	const told = 'So it was told.';
	expect(steps('done', 'open')).toEqual([['reported-done', told]]);
	expect(steps('done', 'reported-done')).toEqual([['note', `Completed. ${told}`]]);
	expect(steps('closed', 'reported-done')).toEqual([['closure-agreed', told]]);
	expect(steps('closed', 'closed')).toEqual([['note', `Closed already. ${told}`]]);
	expect(steps('ongoing', 'open')).toEqual([['note', `Ongoing. ${told}`]]);
	expect(steps('ongoing', 'reported-done')).toEqual([['reopened', told]]);
	expect(steps('new-due', 'open')).toEqual([['note', `New due date to be confirmed. ${told}`]]);
	expect(steps('new-due', 'closed', { due: due('2026-12-12') })).toEqual([
		['reopened', ''],
		['due-changed', told]
	]);
	expect(steps(null, 'open')).toEqual([['note', told]]);
	expect(
		reportSteps(
			{ outcome: 'new-due', due: due('2026-12-12'), words: '' },
			{ state: 'open', due: due('2026-09-30') }
		)
	).toEqual([
		{ happening: { kind: 'due-changed', from: due('2026-09-30'), to: due('2026-12-12') }, note: '' }
	]);
});

test.each([
	[['Apologies', 'Notes of the last meeting', 'Matters arising', 'Close'], { notes: 1, actions: 2 }],
	[['Welcome', 'Minutes of the previous meeting', 'Finance'], { notes: 1, actions: 1 }],
	[['Welcome', 'Action log'], { notes: 1, actions: 1 }],
	[['Minutes of the last meeting and matters arising'], { notes: 0, actions: 0 }],
	[['Welcome', 'Date of next meeting', 'The last mile: a report'], { notes: null, actions: null }]
])('[J1] in the agenda %j they stand where they are named', (titles, places) => {
	expect(arisingPlaces(titles)).toEqual(places);
});
