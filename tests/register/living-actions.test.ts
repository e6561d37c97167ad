import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionId } from '#core/kernel/ids.ts';
import type { Role } from '#core/boards/people.ts';
import { dueWords, fold, happeningWords } from '#core/register/register.ts';
import { sentence } from '#core/kernel/refusal.ts';
import type { Result } from '#core/kernel/result.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { eventsOf, registeredAction } from '#server/store/register/actions.ts';
import { boardTopic, meetingTopic, topicVersion } from '#server/store/database/topics.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { noteOnAction, reportActionDone } from '#server/usecases/register/report-action.ts';
import {
	agreeClosure,
	changeActionDue,
	changeActionOwners,
	reopenAction
} from '#server/usecases/register/settle-action.ts';
import { action, dueOn, ownedBy, world, NOON, type World } from './builders.ts';

let w: World;
let chair: Actor;
let ida: Actor;
let id: ActionId;
beforeEach(async () => {
	w = await world();
	chair = await w.person('Ros Tamar', 'chair');
	ida = await w.person('Ida Dunn', 'member');
	await w.signed('2009-07-29', 'Harbour Board', [
		action('1.2', 'to mend the crane', {
			owners: [ownedBy(ida, 'ID')],
			due: dueOn('2009-09-30'),
			id: 'mendthecrane'
		})
	]);
	id = 'mendthecrane' as ActionId;
});
afterEach(() => w.close());

const step = (note = '') => ({ action: id, note });
const settle = (words: string, seen = 1_000_000) => ({ action: id, note: '', words, seen });
const now = async () => (await registeredAction(w.db, id))?.now;
const said = (result: Result<unknown, Refusal>): string => (result.ok ? 'done' : sentence(result.error));
const history = async () =>
	((await eventsOf(w.db, [id])).get(id) ?? []).map(
		({ happening, name, note }) => `${name}: ${happeningWords(happening)}${note === '' ? '' : ` (${note})`}`
	);

test('[G2] its owner reports it done in one step, with a word if they like', async () => {
	expect(await reportActionDone(w.deps, ida, step('Oiled as well.'))).toEqual({ ok: true, value: null });
	expect(await now()).toMatchObject({ state: 'reported-done' });
	expect(await history()).toEqual([
		'Ros Tamar: Signed with the minutes',
		'Ida Dunn: Reported done (Oiled as well.)'
	]);
});

test('the history stands in the order in which it happened, and folds to what the register keeps', async () => {
	await noteOnAction(w.deps, ida, step('Rope ordered.'));
	await changeActionDue(w.deps, chair, settle('31 October 2009'));
	await reportActionDone(w.deps, ida, step());
	await agreeClosure(w.deps, chair, step());
	await reopenAction(w.deps, chair, step('It squeaks.'));
	expect(await history()).toEqual([
		'Ros Tamar: Signed with the minutes',
		'Ida Dunn: Note (Rope ordered.)',
		'Ros Tamar: Due changed from “30 September 2009” to “31 October 2009”',
		'Ida Dunn: Reported done',
		'Ros Tamar: Closure agreed',
		'Ros Tamar: Reopened (It squeaks.)'
	]);
	const folded = fold((await eventsOf(w.db, [id])).get(id) ?? []);
	const row = await w.db.selectFrom('action_state').selectAll().executeTakeFirstOrThrow();
	expect({ state: row.state, date: row.due_date }).toEqual({ state: folded.state, date: folded.due?.date });
});

describe('who may do what', () => {
	const tries: Readonly<Record<string, (actor: Actor) => Promise<Result<unknown, Refusal>>>> = {
		note: (actor) => noteOnAction(w.deps, actor, step('A word.')),
		done: (actor) => reportActionDone(w.deps, actor, step()),
		due: (actor) => changeActionDue(w.deps, actor, settle('1 December 2009')),
		owners: (actor) => changeActionOwners(w.deps, actor, { ...settle('Ros Tamar'), outside: false }),
		close: (actor) => agreeClosure(w.deps, actor, step())
	};
	const matrix: readonly [Role | 'owner' | 'stranger', string][] = [
		['chair', 'yes yes yes yes yes'],
		['co-chair', 'yes yes yes yes yes'],
		['notetaker', 'yes yes yes yes yes'],
		['owner', 'yes yes not-allowed not-allowed not-allowed'],
		['member', 'not-allowed not-allowed not-allowed not-allowed not-allowed'],
		['observer', 'not-allowed not-allowed not-allowed not-allowed not-allowed'],
		['stranger', 'not-found not-found not-found not-found not-found']
	];
	test.each(matrix)('[G2] [G3] %s: note, done, due, owners, close are %s', async (who, expected) => {
		const actor = who === 'owner' ? ida : await w.person('Sam Vane', who === 'stranger' ? null : who);
		const results: string[] = [];
		for (const attempt of Object.values(tries)) {
			const result = await attempt(actor);
			results.push(result.ok ? 'yes' : result.error.code);
		}
		expect(results.join(' ')).toBe(expected);
		if (!expected.includes('yes')) expect(await history()).toHaveLength(1);
	});
});

test('who owns it no longer may report on it no longer', async () => {
	await changeActionOwners(w.deps, chair, { ...settle('Ros Tamar'), outside: false });
	expect(said(await reportActionDone(w.deps, ida, step()))).toContain('You may not report this action done');
});

test('an owner who left the board and was not at the meeting is a stranger', async () => {
	await w.db
		.updateTable('membership')
		.set({ to_date: '2009-08-01' as never })
		.where('person_id', '=', ida.person)
		.execute();
	expect(await reportActionDone(w.deps, ida, step())).toMatchObject({ error: { code: 'not-found' } });
});

test('two people at the same moment: one succeeds, the other is told why not, one event stands', async () => {
	const results = await Promise.all([
		reportActionDone(w.deps, ida, step()),
		reportActionDone(w.deps, chair, step())
	]);
	expect(results.map(said)).toEqual([
		'done',
		'This action is reported done already. Add a note if there is more to say.'
	]);
	expect(await history()).toHaveLength(2);
});

test('closing while the owner reports: both are kept when they fit, in the order in which they came', async () => {
	const results = await Promise.all([
		agreeClosure(w.deps, chair, step()),
		reportActionDone(w.deps, ida, step())
	]);
	expect(results.map(said)).toEqual([
		'done',
		'This action is closed already, so there was nothing to report. Add a note if something is missing.'
	]);
	expect(await now()).toMatchObject({ state: 'closed' });
});

test('twenty notes at once: twenty are kept', async () => {
	await Promise.all(Array.from({ length: 20 }, (_, n) => noteOnAction(w.deps, ida, step(`Note ${n}.`))));
	expect(await history()).toHaveLength(21);
});

test('[G4] a closed action changes only after it was reopened', async () => {
	await agreeClosure(w.deps, chair, step());
	expect(said(await changeActionDue(w.deps, chair, settle('1 May 2010')))).toContain('Reopen it first');
	expect(said(await noteOnAction(w.deps, ida, step('Found the other bolt.')))).toBe('done');
	await reopenAction(w.deps, chair, step());
	expect(said(await changeActionDue(w.deps, chair, settle('1 May 2010')))).toBe('done');
});

describe('a new due', () => {
	const understood = async (words: string) => {
		const result = await changeActionDue(w.deps, chair, settle(words));
		return result.ok ? dueWords(result.value) : sentence(result.error);
	};

	test('is said back as it was understood; the old one stays in the history', async () => {
		expect(await understood('end of October')).toBe('31 October 2009');
		expect(await understood('when the tide allows')).toBe('when the tide allows');
		expect(await understood('')).toBe('No date');
		expect(await history()).toHaveLength(4);
	});

	test('“next meeting” is the board’s next planned one', async () => {
		await w.meeting('2009-10-28', 'Autumn');
		expect(await understood('next meeting')).toBe('Next meeting, 28 October 2009');
	});

	test('that is the old one makes no event', async () => {
		await changeActionDue(w.deps, chair, settle('31 October 2009'));
		await changeActionDue(w.deps, chair, settle('31 October 2009'));
		expect(await history()).toHaveLength(2);
	});

	test('never overwrites one that the page had not shown yet', async () => {
		const other = await w.person('Mo Shah', 'notetaker');
		const seen = ((await registeredAction(w.db, id))?.events.at(-1)?.number ?? 0) as number;
		await changeActionDue(w.deps, other, settle('31 October 2009', seen));
		expect(said(await changeActionDue(w.deps, chair, settle('1 December 2009', seen)))).toBe(
			'Mo Shah changed when this is due a moment ago, to “31 October 2009”. Nothing of yours was saved; check it and send it again.'
		);
		expect(await now()).toMatchObject({ due: { date: '2009-10-31' } });
	});
});

describe('new owners', () => {
	const owners = (words: string, outside = false) =>
		changeActionOwners(w.deps, chair, { ...settle(words), outside });

	test('are read against roster and board: names, initials, groups', async () => {
		expect(await owners('Ida Dunn\nRT\nAll members')).toEqual({
			ok: true,
			value: 'Ida Dunn, Ros Tamar and All members'
		});
		expect(await owners('ID, RT')).toEqual({ ok: true, value: 'Ida Dunn and Ros Tamar' });
		const rows = await w.db.selectFrom('action_owner').selectAll().orderBy('position').execute();
		expect(rows.map((row) => row.person_id)).toEqual([ida.person, chair.person]);
	});

	test('are never guessed: two who fit are both named', async () => {
		await w.person('Ivor Drake', 'member');
		expect(said(await owners('ID'))).toBe('“ID” may be Ida Dunn or Ivor Drake. Write the whole name.');
		expect(said(await owners('Ivor Drake'))).toBe('done');
	});

	test('who are nobody here must be meant so', async () => {
		expect(said(await owners('Harbour Trust'))).toContain('“Harbour Trust” is nobody on this board');
		expect(await owners('Harbour Trust', true)).toEqual({
			ok: true,
			value: 'Harbour Trust (outside the board)'
		});
		expect(await owners('Harbour Trust\nIda Dunn')).toEqual({
			ok: true,
			value: 'Harbour Trust (outside the board) and Ida Dunn'
		});
	});
});

test('every change raises the topics of board and meeting and is audited; a refused one does neither', async () => {
	const meeting = (await registeredAction(w.db, id))?.meeting;
	if (meeting === undefined) throw new Error('no meeting');
	const versions = async () => [
		await topicVersion(w.db, boardTopic(w.board)),
		await topicVersion(w.db, meetingTopic(meeting)),
		(await w.db.selectFrom('audit').selectAll().execute()).length
	];
	const [board = 0, sitting = 0, audit = 0] = await versions();
	w.at(NOON + 1_000);
	await reportActionDone(w.deps, ida, step());
	expect(await versions()).toEqual([board + 1, sitting + 1, audit + 1]);
	await reportActionDone(w.deps, ida, step());
	expect(await versions()).toEqual([board + 1, sitting + 1, audit + 1]);
});

test('what was signed and what happened cannot be changed or removed, even at the console', async () => {
	for (const attempt of [
		w.db.updateTable('action').set({ text: 'to sell the crane' }),
		w.db.deleteFrom('action'),
		w.db.updateTable('action_event').set({ name: 'Nobody' }),
		w.db.deleteFrom('action_event')
	])
		await expect(attempt.execute()).rejects.toThrow(/never changes/);
});
