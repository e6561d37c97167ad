/** What is kept before a large deletion: how an administrator gets at it, and for how long it stays. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { seedUpdate } from '#document/seed.ts';
import { command } from '#server/commands/log/versions.ts';
import { foldDocument } from '#server/relay/fold/fold.ts';
import { connect, type Database } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { openLog } from '#server/store/log/updates.ts';
import { versionsOf } from '#server/store/log/versions.ts';
import { makeBoard, makeMeeting } from '../support/relay.ts';
import { emptyDatabase } from '../support/empty-data.ts';

const MEETING = 'meeting01' as MeetingId;
let dataDir: string;
let db: Database;
let document: number;

beforeEach(async () => {
	dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-versions-'));
	db = await emptyDatabase(dataDir);
	await makeBoard(db);
	const name = await makeMeeting(db, MEETING);
	document = must(await findDocument(db, name), 'the document').number;
	const log = openLog(dataDir);
	for (const [at, title] of [
		[1000, 'Welcome'],
		[2000, 'Finance']
	] as const)
		log.append([
			{
				document,
				person: 'ann' as PersonId,
				connection: 'c1',
				at,
				frame: new Uint8Array([0, 0]),
				before: seedUpdate([{ id: title, title, printed: null, lines: [] }])
			}
		]);
	await log.close();
});

afterEach(async () => {
	vi.restoreAllMocks();
	await db.destroy();
	await rm(dataDir, { recursive: true, force: true });
});

const run = (...args: string[]) => command.run(args, { DATA_DIR: dataDir });

test('[R78] an administrator lists what was kept, and takes one away as text', async () => {
	const said: string[] = [];
	vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
	expect(await run(MEETING)).toBe(0);
	expect(said.map((line) => line.replace(/^\d+ +/, ''))).toEqual([
		'1970-01-01T00:00:02.000Z  before a deletion by ann',
		'1970-01-01T00:00:01.000Z  before a deletion by ann'
	]);
	const out = path.join(dataDir, 'version.txt');
	expect(await run(MEETING, '--out', out)).toBe(0);
	expect(await readFile(out, 'utf8')).toContain('Finance');
	const [, older] = await versionsOf(db, MEETING);
	expect(await run(MEETING, '--version', String(older?.id), '--out', out)).toBe(0);
	expect(await readFile(out, 'utf8')).toContain('Welcome');
	await expect(run(MEETING, '--version', '4711')).rejects.toThrow('No such version');
	await expect(run('nosuchmeeting')).rejects.toThrow('no meeting');
});

test('[R78] what was kept goes when folded frames of its age go', async () => {
	const sqlite = connect(dataDir, 'NORMAL');
	await foldDocument(document, textReader(sqlite), foldWriter(sqlite), {
		now: () => 10_000,
		keep: 8500,
		pause: async () => undefined
	});
	sqlite.close();
	expect((await versionsOf(db, MEETING)).map(({ at }) => at)).toEqual([2000]);
});
