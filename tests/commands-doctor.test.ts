/** [R90] `minutebook doctor` as an administrator meets it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from '#core/result.ts';
import { documentName } from '#core/wire.ts';
import { findDocument } from '#server/store/documents.ts';
import { peoplePage } from '#server/views/people-page.ts';
import { abyss } from './support/abyss.ts';
import { meetingOf, newWorld, personOf, type World } from './support/signed-meeting.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
let world: World;
beforeEach(async () => {
	world = await newWorld();
});
afterEach(() => world.close());

function doctor(
	...args: readonly string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [path.join(ROOT, 'server/minutebook.mjs'), 'doctor', ...args], {
			env: { PATH: process.env['PATH'] ?? '', DATA_DIR: world.dataDir }
		});
		let [out, err] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, out, err }));
	});
}

test('[R90] [K5] a text with which nothing is wrong is said to be well; one that is not there is said not to be', async () => {
	const well = await meetingOf(world);
	expect(await doctor(well)).toEqual({ code: 0, out: '1 text: nothing is wrong.\n', err: '' });
	const nowhere = await doctor('nosuchmeeting');
	expect([nowhere.code, nowhere.err]).toEqual([1, 'There is no meeting nosuchmeeting.\n']);
});

test('[R90] doctor says what is wrong with which meeting, and its exit code says that something is', async () => {
	const well = await meetingOf(world);
	const ill = await meetingOf(world, { title: 'Autumn meeting' });
	const { number } = must(await findDocument(world.db, documentName(ill)), 'document');
	for (const frame of Object.values(abyss(2500)))
		await world.db
			.insertInto('update_log')
			.values({
				document: number,
				person_id: personOf('Osric Bell'),
				connection: 'raw',
				at: world.deps.now(),
				frame: Buffer.from(frame)
			})
			.execute();
	await world.db.updateTable('document').set({ schema: 999_999 }).where('number', '=', number).execute();
	const said = await doctor();
	expect(said.code).toBe(1);
	expect(said.out).toContain('it needs an editor of version 999999');
	expect(said.out).toContain('one frame by Osric Bell of 2031-07-24T09:00:00.000Z is left out');
	expect(said.out).not.toContain(well);
	// The same for whoever keeps the house, in the browser: where, and nothing of what.
	expect((await peoplePage(world.db)).aside).toMatchObject([{ meeting: ill, frames: 2 }]);
});
