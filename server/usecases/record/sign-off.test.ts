import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { documentName } from '#core/wire/wire.ts';
import { agenda, renameItem } from '#document/agenda/agenda.ts';
import { findDocument, readUpdates } from '#server/store/log/documents.ts';
import {
	EVERYBODY,
	meetingOf,
	newWorld,
	type Someone,
	type World
} from '../../../tests/support/signed-meeting.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { review } from './review.ts';
import { signOff } from './sign-off.ts';
import type { MeetingId } from '#core/kernel/ids.ts';

let world: World;
beforeEach(async () => {
	world = await newWorld();
});
afterEach(() => world.close());

const WITH_CO_CHAIR: readonly Someone[] = [
	...EVERYBODY,
	{ name: 'Cora Vane', email: 'cora@harbour.example', role: 'co-chair', attendance: 'present' }
];

async function sign(name: string, meeting: MeetingId, digest?: string) {
	const read = must(await loadMinutes(world.db, meeting), 'minutes');
	return signOff(world.deps, world.actor(name), {
		meeting,
		digest: digest ?? read.digest,
		read: read.minutes
	});
}

/** Somebody renames the first item, as the relay would log it. */
async function rename(meeting: MeetingId, title: string): Promise<void> {
	const document = must(await findDocument(world.db, documentName(meeting)), 'document');
	const doc = new Y.Doc();
	for (const update of await readUpdates(world.db, document.number)) Y.applyUpdate(doc, update);
	const before = Y.encodeStateVector(doc);
	renameItem(doc, must(agenda(doc)[0], 'item').id, title);
	await world.db
		.insertInto('update_log')
		.values({
			document: document.number,
			person_id: null,
			connection: 'test',
			at: world.deps.now(),
			frame: Buffer.from(Y.encodeStateAsUpdate(doc, before))
		})
		.execute();
}

test('[S1] a digest of another text signs nothing and says what changed', async () => {
	const meeting = await meetingOf(world);
	const read = must(await loadMinutes(world.db, meeting), 'minutes');
	await rename(meeting, 'Welcome');
	const refused = await signOff(world.deps, world.actor('Petra Lindqvist'), {
		meeting,
		digest: read.digest,
		read: read.minutes
	});
	expect(refused).toMatchObject({ ok: false, error: { code: 'minutes-moved-on' } });
	expect(!refused.ok && refused.error.code === 'minutes-moved-on' && refused.error.changes).toEqual([
		'1 read “Introductions and apologies”, now “Welcome”'
	]);
	expect(await world.db.selectFrom('signature').selectAll().execute()).toEqual([]);
	expect(await world.db.selectFrom('snapshot').selectAll().execute()).toEqual([]);
});

test('[S2] the last signature makes snapshot, decisions, actions and a shut log in one go', async () => {
	const meeting = await meetingOf(world);
	expect(await sign('Petra Lindqvist', meeting)).toEqual({ ok: true, value: { state: 'signed' } });
	const snapshot = await world.db.selectFrom('snapshot').selectAll().executeTakeFirstOrThrow();
	expect(JSON.parse(snapshot.canonical)).toMatchObject({ title: 'Harbour Safeguarding Board meeting' });
	expect(snapshot.previous).toBeNull();
	expect(await world.db.selectFrom('decision').select('verb').execute()).toEqual([{ verb: 'approved' }]);
	expect(
		await world.db.selectFrom('action').select(['reference', 'sentence']).orderBy('position').execute()
	).toEqual([
		{ reference: '23 July 2031, 1.2', sentence: 'ID to circulate the guidance' },
		{ reference: '23 July 2031, 1.2 (2)', sentence: 'TO and ID to look at the map' },
		{ reference: '23 July 2031, 1.2 (3)', sentence: 'Anyone from the Board to inform the office' }
	]);
	await expect(rename(meeting, 'Too late')).rejects.toThrow('meeting is signed');
	await expect(world.db.updateTable('meeting').set({ title: 'Other' }).execute()).rejects.toThrow(
		'meeting is signed'
	);
	await expect(world.db.updateTable('attendance').set({ name: 'Other' }).execute()).rejects.toThrow(
		'meeting is signed'
	);
	for (const table of ['snapshot', 'signature', 'decision', 'action'] as const)
		await expect(world.db.deleteFrom(table).execute()).rejects.toThrow('never changes');
});

test('[S2] signed once is signed for good', async () => {
	const meeting = await meetingOf(world);
	await sign('Petra Lindqvist', meeting);
	expect(await sign('Petra Lindqvist', meeting)).toMatchObject({
		ok: false,
		error: { code: 'already-signed' }
	});
});

test('[S2] two signatures at the same moment make one record', async () => {
	const meeting = await meetingOf(world, { people: WITH_CO_CHAIR });
	const both = await Promise.all([sign('Petra Lindqvist', meeting), sign('Cora Vane', meeting)]);
	expect(both.filter(({ ok }) => ok)).toHaveLength(1);
	expect(await world.db.selectFrom('snapshot').selectAll().execute()).toHaveLength(1);
});

test('[S3] only who chairs the meeting signs; a stranger is told there is nothing', async () => {
	const meeting = await meetingOf(world);
	for (const name of ['Marek Sobel', 'Ines Dahl', 'Osric Bell'])
		expect(await sign(name, meeting)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
	expect(await sign('Nobody Here', meeting)).toMatchObject({ ok: false, error: { code: 'not-found' } });
});

test('[S4] with co-chairs and the rule all, the record waits for everybody; a change in between starts over', async () => {
	const meeting = await meetingOf(world, { people: WITH_CO_CHAIR });
	await world.db.updateTable('board').set({ signing_rule: 'all' }).execute();
	expect(await sign('Petra Lindqvist', meeting)).toEqual({
		ok: true,
		value: { state: 'waiting', missing: ['Cora Vane'] }
	});
	expect(await sign('Petra Lindqvist', meeting)).toMatchObject({
		ok: false,
		error: { code: 'already-signed-by-you' }
	});
	await rename(meeting, 'Changed after the first signature');
	expect(await sign('Cora Vane', meeting)).toEqual({
		ok: true,
		value: { state: 'waiting', missing: ['Petra Lindqvist'] }
	});
	const seen = must(await review(world.deps, world.actor('Petra Lindqvist'), meeting), 'review');
	expect(seen.signatures.map(({ name, ofThisText }) => [name, ofThisText])).toEqual([
		['Petra Lindqvist', false],
		['Cora Vane', true]
	]);
	expect(await sign('Petra Lindqvist', meeting)).toEqual({ ok: true, value: { state: 'signed' } });
});

test('[S5] every snapshot of a board carries the digest of the one before it', async () => {
	for (const title of ['First', 'Second', 'Third']) {
		const meeting = await meetingOf(world, { title });
		await sign('Petra Lindqvist', meeting);
	}
	const chain = await world.db
		.selectFrom('snapshot')
		.select(['sequence', 'previous'])
		.orderBy('sequence')
		.execute();
	expect(chain.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
	expect(chain[0]?.previous).toBeNull();
	expect(new Set(chain.map(({ previous }) => previous)).size).toBe(3);
});
