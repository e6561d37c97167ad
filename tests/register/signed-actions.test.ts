import { afterEach, beforeEach, expect, test } from 'vitest';
import { fold } from '#core/register/register.ts';
import { action, dueOn, ownedBy, world, type World } from './builders.ts';

let w: World;
beforeEach(async () => {
	w = await world();
});
afterEach(() => w.close());

const references = async () =>
	(
		await w.db.selectFrom('action').select('reference').orderBy('meeting_id').orderBy('position').execute()
	).map((row) => row.reference);

test('[G8] a second action under one label gets (2), and the reference stays its own', async () => {
	await w.signed('2009-07-29', 'Harbour Board', [
		action('1.2', 'paint the bollards'),
		action('1.2', 'count the bollards'),
		action('1.3', 'sell the buoy')
	]);
	expect(await references()).toEqual(['29 July 2009, 1.2', '29 July 2009, 1.2 (2)', '29 July 2009, 1.3']);
});

test('[G8] a second meeting on one day names itself; a third of the same name counts', async () => {
	for (let n = 0; n < 3; n++)
		await w.signed('2009-07-29', 'Storm session', [action('1.2', 'rope off the pier')]);
	expect(await references()).toEqual([
		'29 July 2009, 1.2',
		'29 July 2009 (Storm session), 1.2',
		'29 July 2009 (Storm session), 1.2 (2)'
	]);
});

test('[G8] a printed label that looks like a counted one does not collide', async () => {
	await w.signed('2009-07-29', 'Harbour Board', [
		action('1.2 (2)', 'paint the bollards'),
		action('1.2', 'count the bollards'),
		action('1.2', 'sell the buoy'),
		action(null, 'thank the pilots')
	]);
	expect(await references()).toEqual([
		'29 July 2009, 1.2 (2)',
		'29 July 2009, 1.2',
		'29 July 2009, 1.2 (3)',
		'29 July 2009'
	]);
});

test('an action keeps the id it had in the draft, unless that is taken or no id', async () => {
	await w.signed('2009-07-29', 'Harbour Board', [action('1.1', 'paint', { id: 'draftline0001' })]);
	await w.signed('2009-08-29', 'Harbour Board', [
		action('1.1', 'paint', { id: 'draftline0001' }),
		action('1.1', 'paint', { id: 'No Id At All' }),
		action('1.1', 'paint', { id: 'draftline0002' }),
		action('1.1', 'paint', { id: 'draftline0002' })
	]);
	const ids = (await w.db.selectFrom('action').select('id').execute()).map((row) => String(row.id));
	expect(new Set(ids).size).toBe(5);
	expect(ids.filter((id) => id.startsWith('draftline'))).toEqual(['draftline0001', 'draftline0002']);
});

test('[G1] two owners stand in their order, the signed event alone says how the action began', async () => {
	const ida = await w.person('Ida Dunn', 'member');
	await w.signed('2009-07-29', 'Harbour Board', [
		action('1.2', 'to mend the crane', {
			owners: [ownedBy(ida, 'ID'), { written: 'Anyone', resolved: { kind: 'group' } }],
			due: dueOn('2009-09-30')
		})
	]);
	expect(await w.db.selectFrom('action_owner').selectAll().orderBy('position').execute()).toMatchObject([
		{ position: 0, written: 'ID', kind: 'person', person_id: ida.person, name: 'Ida Dunn' },
		{ position: 1, written: 'Anyone', kind: 'group', person_id: null, name: 'Anyone' }
	]);
	const row = await w.db.selectFrom('action').selectAll().executeTakeFirstOrThrow();
	expect(row.sentence).toBe('ID and Anyone to mend the crane');
	const event = await w.db.selectFrom('action_event').selectAll().executeTakeFirstOrThrow();
	expect(fold([{ happening: { kind: 'signed', ...JSON.parse(event.data) } }])).toMatchObject({
		state: 'open',
		due: { date: '2009-09-30' },
		owners: [{ person: ida.person }, { kind: 'group' }]
	});
	expect(await w.db.selectFrom('action_state').selectAll().execute()).toMatchObject([
		{ state: 'open', due_kind: 'date', due_date: '2009-09-30', board_id: w.board }
	]);
});

test('decisions are kept with item, label and verb', async () => {
	await w.signed('2009-07-29', 'Harbour Board', [
		{
			kind: 'decision',
			id: 'decision0001',
			label: '1.1',
			verb: 'approved',
			text: 'The tide table was approved.'
		}
	]);
	expect(await w.db.selectFrom('decision').selectAll().execute()).toMatchObject([
		{ id: 'decision0001', item: '1', label: '1.1', verb: 'approved', position: 0 }
	]);
});

test('a thousand actions are signed at once', async () => {
	await w.signed(
		'2009-07-29',
		'Harbour Board',
		Array.from({ length: 1_000 }, () => action('1.1', 'tar a plank'))
	);
	expect((await references()).at(-1)).toBe('29 July 2009, 1.1 (1000)');
});
