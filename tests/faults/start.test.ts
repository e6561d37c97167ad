import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, openDatabase, refuseSqlite } from '#server/store/database/database.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { claimDataDirectory } from '#server/store/database/one-server.ts';

let dataDir: string;
let child: ChildProcess | null = null;

beforeEach(async () => {
	dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-start-'));
});
afterEach(async () => {
	child?.kill('SIGKILL');
	child = null;
	await rm(dataDir, { recursive: true, force: true });
});

test('[R35] a second server on the same data is refused in one line, for as long as the first one lives', async () => {
	const claim = claimDataDirectory(dataDir);
	expect(claim).not.toBe(null);
	expect(claimDataDirectory(dataDir)).toBe(null);
	const second = spawn(process.execPath, ['server/cli.ts', 'serve'], {
		env: { ...process.env, DATA_DIR: dataDir, PORT: '0' },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	child = second;
	let said = '';
	second.stderr.on('data', (text) => (said += String(text)));
	const [code] = (await once(second, 'exit')) as [number];
	expect(code).toBe(1);
	expect(said.trim().split('\n').at(-1)).toMatch(/^Another Minutebook is running on /);
	claim?.release();
	const next = claimDataDirectory(dataDir);
	expect(next).not.toBe(null);
	next?.release();
});

test('[R35] a server that was killed leaves nothing that would keep the next one out', async () => {
	const holder = spawn(
		process.execPath,
		[
			'--input-type=module',
			'-e',
			`import { claimDataDirectory } from '#server/store/database/one-server.ts';
			console.log(claimDataDirectory(${JSON.stringify(dataDir)}) !== null);
			setInterval(() => undefined, 1000);`
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	child = holder;
	const [said] = (await once(holder.stdout, 'data')) as [Buffer];
	expect(String(said).trim()).toBe('true');
	expect(claimDataDirectory(dataDir)).toBe(null);
	holder.kill('SIGKILL');
	await once(holder, 'exit');
	const claim = claimDataDirectory(dataDir);
	expect(claim).not.toBe(null);
	claim?.release();
});

test('[R35] an SQLite that can lose what was committed is refused', () => {
	for (const version of ['3.7.0', '3.44.6', '3.51.2']) expect(refuseSqlite(version)).toMatch(/3\.51\.3/);
	for (const version of ['3.51.3', '3.52.0', '3.54.1', '4.0.0']) expect(refuseSqlite(version)).toBe(null);
});

test('[R35] data of a newer Minutebook is refused, and nothing in it is changed', async () => {
	const db = openDatabase(dataDir);
	await migrate(db);
	await db
		.insertInto('kysely_migration' as never)
		.values({ name: '9999-01-01-1-of-the-future', timestamp: '9999-01-01' } as never)
		.execute();
	await expect(migrate(db)).rejects.toThrow('newer Minutebook');
	await db.destroy();
});

test.each([
	['DROP TRIGGER snapshot_never_changes', 'the trigger snapshot_never_changes is missing'],
	[
		"DROP TRIGGER audit_never_goes; CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
		'the trigger audit_never_goes is not what this version of Minutebook made'
	],
	[
		'CREATE TRIGGER helps_nobody AFTER INSERT ON audit BEGIN UPDATE person SET admin = 1; END',
		"the trigger helps_nobody is none of Minutebook's"
	]
])(
	'[L7] laws that are not those of the code let no server start and no command write: %s',
	async (change, why) => {
		const db = openDatabase(dataDir);
		await migrate(db);
		await db.destroy();
		const raw = connect(dataDir, 'FULL');
		raw.exec(change);
		raw.close();
		for (const args of [['serve'], ['person', 'add', '--email', 'a@example.org', '--name', 'A']]) {
			const run = spawn(process.execPath, ['server/cli.ts', ...args], {
				env: { ...process.env, DATA_DIR: dataDir, PORT: '0', REHEARSAL: 'off' },
				stdio: ['ignore', 'ignore', 'pipe']
			});
			child = run;
			let said = '';
			run.stderr.on('data', (text) => (said += String(text)));
			const [code] = (await once(run, 'exit')) as [number];
			expect(code).toBe(1);
			expect(said.trim().split('\n')).toHaveLength(1);
			expect(said).toContain(`The laws of the database are not those of this version: ${why}.`);
		}
	}
);
