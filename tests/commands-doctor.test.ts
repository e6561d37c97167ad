/** [R90] [R91] `minutebook doctor` and `minutebook repair` as an administrator meets them. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from '#core/kernel/result.ts';
import { documentName } from '#core/wire/wire.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { peoplePage } from '#server/views/boards/people-page.ts';
import { abyss } from './support/abyss.ts';
import { meetingOf, newWorld, personOf, signNow, type World } from './support/signed-meeting.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
let world: World;
beforeEach(async () => {
	world = await newWorld();
});
afterEach(() => world.close());

const doctor = (...args: readonly string[]) => minutebook('doctor', ...args);

function minutebook(
	...args: readonly string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [path.join(ROOT, 'server/minutebook.mjs'), ...args], {
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

test('[R91] repair says what was wrong and what became of it; doctor then finds it well, and lists the text before', async () => {
	const ill = await meetingOf(world);
	await world.db.updateTable('document').set({ schema: 999_999 }).where('meeting_id', '=', ill).execute();
	const done = await minutebook('repair', ill);
	expect([done.code, done.err]).toEqual([0, '']);
	expect(done.out).toContain('Was wrong: it needs an editor of version 999999');
	expect(done.out).toContain('The meeting goes on in text 2.');
	const said = await doctor(ill);
	expect(said.code).toBe(0);
	expect(said.out).toMatch(/an earlier text, kept as it was on .*: it needs an editor of version 999999/);
	expect(said.out).toContain('1 text: nothing is wrong.');
});

test('[R91] [K5] repair refuses in words what it does not do', async () => {
	const well = await meetingOf(world);
	const refused = await minutebook('repair', well);
	expect([refused.code, refused.out]).toEqual([1, '']);
	expect(refused.err).toContain('Nothing is wrong with the text of this meeting');
	await signNow(world, well);
	const signed = await minutebook('repair', well, '--anyway');
	expect([signed.code, signed.err.split('.')[0]]).toEqual([1, 'These minutes are signed']);
});

test('[R91] [K5] repair needs a meeting that is there', async () => {
	const nowhere = await minutebook('repair', 'nosuchmeeting');
	expect([nowhere.code, nowhere.err]).toEqual([1, 'There is no meeting nosuchmeeting.\n']);
	expect((await minutebook('repair')).code).toBe(2);
});
