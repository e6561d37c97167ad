import Sqlite from 'better-sqlite3';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import { signedRecord } from '#server/store/record/snapshots.ts';
import { ownNotedMeetings, ownNotes } from '#server/views/remarks/private-notes.ts';
import { meetingOf, newWorld, personOf, type World } from '../../../tests/support/signed-meeting.ts';
import { exportAtConsole } from '#server/usecases/minutes/export-minutes.ts';
import { erasePrivateNotes, keepPrivateNote, LONGEST_NOTE } from './keep-private-note.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';

const SECRET = 'Ask Wilf afterwards whether Tansy’s wording is safe';
const ITEM = 'itemitemitem';
let world: World;
let meeting: MeetingId;

beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
});
afterEach(() => world.close());

const keep = (name: string, text = SECRET, seen = '', item = ITEM) =>
	keepPrivateNote(world.deps, world.actor(name), { meeting, item, text, seen });
const read = async (name: string) =>
	(await ownNotes(world.db, meeting, personOf(name), world.deps.now()))?.map(({ text }) => text) ?? null;

test('[B7] the notetaker’s notes are for the notetaker alone', async () => {
	expect(await keep('Marek Sobel')).toMatchObject({ ok: true, value: { kind: 'kept' } });
	expect(await read('Marek Sobel')).toEqual([SECRET]);
	expect(await read('Petra Lindqvist')).toEqual([]);
	for (const name of ['Ines Dahl', 'Osric Bell', 'Wilf Penhale']) {
		expect(await keep(name)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
		expect(await read(name)).toBeNull();
	}
	const stranger = { person: personOf('Nobody At All'), name: 'Nobody', admin: true };
	expect(
		await keepPrivateNote(world.deps, stranger, { meeting, item: ITEM, text: 'x', seen: '' })
	).toMatchObject({ error: { code: 'not-found' } });
});

test('[B7] they stand in their own table and nowhere else: no log, no audit, no record, no export', async () => {
	await keep('Marek Sobel');
	const { digest, minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
	const signed = await signOff(world.deps, world.actor('Petra Lindqvist'), {
		meeting,
		digest,
		read: minutes
	});
	expect(signed.ok).toBe(true);
	const sqlite = new Sqlite(path.join(world.dataDir, DATABASE_FILE), { readonly: true });
	const tables = sqlite
		.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
		.pluck()
		.all() as string[];
	const told = tables.filter((table) =>
		sqlite
			.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`)
			.all()
			.some((row) =>
				Object.values(row).some((value) =>
					(Buffer.isBuffer(value) ? value.toString('utf8') : String(value)).includes('wording is safe')
				)
			)
	);
	sqlite.close();
	expect(tables.length).toBeGreaterThan(20);
	expect(told).toEqual(['private_note']);
	expect(JSON.stringify(await exportAtConsole(world.db, meeting))).not.toContain('wording');
	expect(JSON.stringify(await signedRecord(world.db, meeting))).not.toContain('wording');
});

test('[B7] signing freezes the minutes and not these', async () => {
	const kept = await keep('Marek Sobel');
	const { digest, minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
	await signOff(world.deps, world.actor('Petra Lindqvist'), { meeting, digest, read: minutes });
	const version = kept.ok ? (kept.value.note?.version ?? '') : '';
	expect(await keep('Marek Sobel', 'Done.', version)).toMatchObject({ value: { kind: 'kept' } });
	expect(await read('Marek Sobel')).toEqual(['Done.']);
	expect(
		await keep(
			'Marek Sobel',
			' ',
			must((await ownNotes(world.db, meeting, personOf('Marek Sobel'), world.deps.now()))?.[0], 'note')
				.version
		)
	).toMatchObject({ value: { kind: 'kept', note: null } });
	expect(await read('Marek Sobel')).toEqual([]);
});

test('[B8] a window that has not seen the last change overwrites nothing', async () => {
	const first = await keep('Marek Sobel', 'One');
	const seen = first.ok ? (first.value.note?.version ?? '') : '';
	expect(await keep('Marek Sobel', 'Two', seen)).toMatchObject({ value: { kind: 'kept' } });
	for (const stale of ['', seen])
		expect(await keep('Marek Sobel', 'Three', stale)).toMatchObject({
			value: { kind: 'elsewhere', note: { text: 'Two' } }
		});
	expect(await read('Marek Sobel')).toEqual(['Two']);
	// The same words sent twice, because the first answer was lost on its way, are no quarrel.
	expect(await keep('Marek Sobel', 'Two', seen)).toMatchObject({ value: { kind: 'kept' } });
	await erasePrivateNotes(world.deps, world.actor('Marek Sobel'), meeting, ITEM);
	expect(await keep('Marek Sobel', 'Four', seen)).toMatchObject({ value: { kind: 'elsewhere', note: null } });
});

test('[B7] erased is gone, one or all of a meeting, and only one’s own', async () => {
	await keep('Marek Sobel', 'One', '', 'itemaaaa');
	await keep('Marek Sobel', 'Two', '', 'itembbbb');
	await keep('Petra Lindqvist', 'Hers', '', 'itemaaaa');
	expect(await ownNotedMeetings(world.db, personOf('Marek Sobel'))).toMatchObject([{ meeting, notes: 2 }]);
	await erasePrivateNotes(world.deps, world.actor('Marek Sobel'), meeting, 'itemaaaa');
	expect(await read('Marek Sobel')).toEqual(['Two']);
	await erasePrivateNotes(world.deps, world.actor('Marek Sobel'), meeting, null);
	expect([await read('Marek Sobel'), await read('Petra Lindqvist')]).toEqual([[], ['Hers']]);
	expect(await ownNotedMeetings(world.db, personOf('Marek Sobel'))).toEqual([]);
});

test('[B7] an item that cannot be one, or a text without end, is refused', async () => {
	expect(await keep('Marek Sobel', 'x', '', '../etc')).toMatchObject({ error: { code: 'not-found' } });
	expect(await keep('Marek Sobel', 'x'.repeat(LONGEST_NOTE + 1))).toMatchObject({
		error: { code: 'invalid', field: 'text' }
	});
});
