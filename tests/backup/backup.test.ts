/** A backup taken while somebody writes, put back elsewhere: as an administrator does it, in processes of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { mendModes } from '#server/store/database/data-directory.ts';
import { claimDataDirectory } from '#server/store/database/one-server.ts';
import { createSession } from '#server/store/accounts/sessions.ts';
import { describeFile, readManifest, writeManifest } from '#server/backup/manifest.ts';
import { takeBackup } from '#server/backup/take-backup.ts';
import { restoreBackup } from '#server/backup/restore-backup.ts';
import { ConfigError } from '#server/config.ts';
import { attachPaper, withdrawPaper, type PapersKept } from '#server/usecases/agenda/keep-papers.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { newWorld, personOf, signedMeetingOf, meetingOf, type World } from '../support/signed-meeting.ts';

const PROGRAM = path.resolve('server/minutebook.mjs');
let world: World;
let outside: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
	world = await newWorld();
	outside = mkdtempSync(path.join(tmpdir(), 'minutebook-backups-'));
});
afterEach(async () => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	await world.close();
	rmSync(outside, { recursive: true, force: true });
});

function begin(dataDir: string, ...args: readonly string[]): ChildProcess {
	const child = spawn(process.execPath, [PROGRAM, ...args], {
		env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir }
	});
	children.push(child);
	return child;
}
async function run(dataDir: string, ...args: readonly string[]) {
	const child = begin(dataDir, ...args);
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const [code] = (await once(child, 'close')) as [number | null];
	return { code, said };
}
const backups = (): string[] => readdirSync(outside).filter((name) => !name.startsWith('.'));
const attach = async (meeting: MeetingId, words: string) => {
	const item = must((await loadMinutes(world.db, meeting))?.minutes.items[0], 'item').id;
	const kept: PapersKept = {
		dataDir: world.dataDir,
		limits: { meeting: 1e6, board: 1e6, all: 1e6, reserve: 0 },
		isScanned: false,
		inspect: async () => 'pdf'
	};
	const done = await attachPaper(world.deps, world.actor('Marek Sobel'), kept, {
		meeting,
		item,
		fileName: 'a.pdf',
		body: (async function* () {
			yield Buffer.from(`%PDF-1.7\n${words}\n%%EOF\n`);
		})(),
		length: null
	});
	if (!done.ok) throw new Error(done.error.code);
	return done.value.id;
};
const everyFile = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name));
const noteOnce = (n: number) =>
	recordAudit(world.db, { at: world.deps.now(), person: null, verb: 'count', subject: `n/${n}` });

test('[K6] [K9] a backup taken while somebody writes has all that was saved before it, is verified, and is restored with nobody signed in', async () => {
	const meeting = await signedMeetingOf(world);
	await createSession(world.db, personOf('Ines Dahl'), world.deps.now());
	await noteOnce(0);
	let [n, writing] = [0, true];
	const writer = (async () => {
		while (writing) {
			await noteOnce(++n);
			await new Promise((resolve) => setImmediate(resolve));
		}
	})();
	const backup = await run(world.dataDir, 'backup', outside);
	writing = false;
	await writer;
	expect(backup).toMatchObject({ code: 0 });
	expect(backup.said).toMatch(/opened and verified: all of it holds/);
	expect(n).toBeGreaterThan(10);

	const other = path.join(outside, 'elsewhere');
	const restored = await run(other, 'restore', outside);
	expect(restored).toMatchObject({ code: 0 });
	expect(restored.said).toMatch(/Nobody is signed in/);
	expect(restored.said).toMatch(/Every record chain has the head/);
	const db = openDatabase(other);
	try {
		expect(must(await loadMinutes(db, meeting), 'minutes')).toEqual(await loadMinutes(world.db, meeting));
		const counted = await db
			.selectFrom('audit')
			.select('subject')
			.where('verb', '=', 'count')
			.orderBy('number')
			.execute();
		// Of one moment: all up to some number, and none after it.
		expect(counted.map(({ subject }) => subject)).toEqual(counted.map((_, at) => `n/${at}`));
		expect(counted.length).toBeGreaterThan(0);
		expect(await db.selectFrom('session').selectAll().execute()).toEqual([]);
	} finally {
		await db.destroy();
	}
});

/** As the commands do it, but in this process. */
const back = (into = outside, verify: () => Promise<readonly string[]> = async () => []) =>
	takeBackup(world.dataDir, into, { now: () => new Date(world.deps.now()), verify });
const said = async (attempt: Promise<unknown>): Promise<string> =>
	attempt.then(
		() => 'it was done',
		(error: unknown) => (error instanceof ConfigError ? error.message : String(error))
	);
const restore = (from: string, into: string) => restoreBackup(from, into, world.deps.now());
const elsewhere = () => path.join(outside, 'elsewhere');

test('[K7] papers are in it, and of those withdrawn nothing', async () => {
	const meeting = await meetingOf(world);
	await attach(meeting, 'kept');
	const gone = await attach(meeting, 'withdrawn');
	await withdrawPaper(world.deps, world.actor('Marek Sobel'), world.dataDir, { meeting, paper: gone });
	const { folder, papers } = await back();
	expect(papers).toBe(1);
	const copied = everyFile(path.join(folder, 'papers'));
	expect(copied.map((file) => readFileSync(file, 'latin1'))).toEqual(['%PDF-1.7\nkept\n%%EOF\n']);
	await restore(folder, elsewhere());
	expect(everyFile(path.join(elsewhere(), 'papers')).map((file) => path.basename(file))).toEqual(
		copied.map((file) => path.basename(file))
	);
});

test.each(['minutebook.sqlite', 'papers', 'manifest.json'])(
	'[K8] a backup in which %s is damaged is not restored',
	async (what) => {
		await attach(await meetingOf(world), 'a paper');
		const { folder } = await back();
		const place = path.join(folder, what);
		const file = what === 'papers' ? must(everyFile(place)[0], 'paper') : place;
		const bytes = readFileSync(file);
		const middle = bytes.length >> 1;
		bytes[middle] = (bytes[middle] ?? 0) ^ 1;
		writeFileSync(file, bytes);
		expect(await said(restore(folder, elsewhere()))).toMatch(/damaged/);
		expect(existsSync(path.join(elsewhere(), 'minutebook.sqlite'))).toBe(false);
	}
);

test('[K12] a backup whose record chain was rewritten is not restored, even where every digest of a file fits', async () => {
	await signedMeetingOf(world);
	const { folder } = await back();
	const manifest = await readManifest(folder);
	if (typeof manifest === 'string') throw new Error(manifest);
	expect(manifest.heads?.map(({ chain }) => chain)).toEqual(['harbourboard00000000', 'installation']);
	const place = path.join(folder, 'minutebook.sqlite');
	const sqlite = new Sqlite(place);
	const laws = sqlite
		.prepare<[], { name: string; sql: string }>(
			`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'chain_entry'`
		)
		.all();
	for (const { name } of laws) sqlite.exec(`DROP TRIGGER ${name}`);
	sqlite.exec(
		`DELETE FROM chain_entry WHERE chain = 'harbourboard00000000' AND sequence = (SELECT max(sequence) FROM chain_entry WHERE chain = 'harbourboard00000000')`
	);
	for (const law of laws) sqlite.exec(law.sql);
	sqlite.close();
	const files = await Promise.all(manifest.files.map(({ file }) => describeFile(folder, file)));
	writeFileSync(path.join(folder, 'manifest.json'), writeManifest({ ...manifest, files }));
	expect(await said(restore(folder, elsewhere()))).toMatch(
		/record chain of board harbourboard00000000 is not the one/
	);
	expect(existsSync(path.join(elsewhere(), 'minutebook.sqlite'))).toBe(false);
});

test('[K8] a backup whose process was killed is none, and the next one takes its remains away', async () => {
	await meetingOf(world);
	const words = 'x'.repeat(2 ** 20);
	for (let n = 0; n < 20; n++)
		await recordAudit(world.db, {
			at: world.deps.now(),
			person: null,
			verb: 'fill',
			subject: 'a',
			detail: { words }
		});
	const child = begin(world.dataDir, 'backup', outside);
	const ended = once(child, 'close');
	const partials = () => readdirSync(outside).filter((name) => name.startsWith('.partial-'));
	const isUnderWay = () =>
		partials().some((name) => existsSync(path.join(outside, name, 'minutebook.sqlite')));
	while (!isUnderWay()) await new Promise((resolve) => setImmediate(resolve));
	child.kill('SIGKILL');
	await ended;
	expect(partials()).toHaveLength(1);
	expect(backups()).toEqual([]);
	expect(await said(restore(outside, elsewhere()))).toMatch(/no backup in/);
	await back();
	expect(partials()).toEqual([]);
	expect(backups()).toHaveLength(1);
});

test('[K10] nothing is restored over data, nor under a running server', async () => {
	await meetingOf(world);
	await back();
	expect(await said(restore(outside, world.dataDir))).toMatch(/There are data .* already/);
	const claim = must(claimDataDirectory(elsewhere()), 'claim');
	expect(await said(restore(outside, elsewhere()))).toMatch(/A Minutebook is running/);
	claim.release();
	await restore(outside, elsewhere());
	expect(await said(restore(outside, elsewhere()))).toMatch(/There are data .* already/);
});

test('[K10] a restore that was cut off does not stand in the way of the next', async () => {
	await attach(await meetingOf(world), 'a paper');
	await back();
	for (const folder of ['.restoring', 'papers/ab'])
		mkdirSync(path.join(elsewhere(), folder), { recursive: true });
	await restore(outside, elsewhere());
	expect(readdirSync(elsewhere()).sort()).toEqual(['minutebook.sqlite', 'papers', 'server.lock']);
	expect(everyFile(path.join(elsewhere(), 'papers'))).toHaveLength(1);
});

test('[K7] what does not hold in the data is said and backed up as it is, and restored', async () => {
	await meetingOf(world);
	const { problems, folder } = await back(outside, async () => ['Something is wrong.']);
	expect(problems).toEqual(['Something is wrong.']);
	const { manifest } = await restore(folder, elsewhere());
	expect(manifest.problems).toEqual(problems);
});

test('[K7] there is no backup inside the data, none of nothing, and none over another', async () => {
	expect(await said(back(path.join(world.dataDir, 'backups')))).toMatch(/lost with it/);
	const nothing = takeBackup(elsewhere(), outside, { now: () => new Date(0), verify: async () => [] });
	expect(await said(nothing)).toMatch(/There is no Minutebook in/);
	await back();
	expect(await said(back())).toMatch(/is there already/);
	expect(backups()).toHaveLength(1);
});

test('[K11] the data, a backup and what is restored are for their owner alone', async () => {
	await attach(await meetingOf(world), 'a paper');
	await back(path.join(outside, 'new'));
	await restore(path.join(outside, 'new'), elsewhere());
	const open = (folder: string): string[] =>
		[
			folder,
			...readdirSync(folder, { recursive: true }).map((name) => path.join(folder, String(name)))
		].filter((place) => (statSync(place).mode & 0o077) !== 0);
	expect(open(world.dataDir)).toEqual([]);
	expect(open(outside)).toEqual([]);
	// One that an earlier version made.
	mkdirSync(path.join(world.dataDir, 'papers/ff'));
	chmodSync(path.join(world.dataDir, 'papers/ff'), 0o755);
	chmodSync(path.join(world.dataDir, 'minutebook.sqlite'), 0o644);
	expect(mendModes(world.dataDir)).toBe(2);
	expect(open(world.dataDir)).toEqual([]);
});
