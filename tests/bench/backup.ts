/**
 * Whether a backup ends while twenty people type into a gigabyte, and what it costs them. `node tests/bench/backup.ts [MiB] [seconds]`
 * fills a database, lets twenty people type in one document and one more ask for each of their words to be saved, and takes a
 * backup meanwhile: as `minutebook backup` does, by `VACUUM INTO`, and by SQLite's online backup as a tool takes it (which begins
 * again at every commit, and is given up after the given seconds). Nothing is timed against a limit.
 */
import Sqlite from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { COLLAB_PATH } from '#core/wire/wire.ts';
import { connect, DATABASE_FILE, openDatabase } from '#server/store/database/database.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { RawClient } from '../support/relay-clients.ts';
import { ORIGIN } from '../support/relay.ts';
import { drive } from './relay-load.ts';
import { cpuOf, startServer } from './server-process.ts';

const [mebibytes = '1024', seconds = '30'] = process.argv.slice(2);
const ROOT = path.resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(tmpdir(), 'minutebook-backup-bench-'));
const dataDir = path.join(scratch, 'data');

/** Each in a process of its own. */
const WAYS: Readonly<Record<string, ((to: string) => readonly string[]) | null>> = {
	'nobody takes one': null,
	'minutebook backup': (to) => [path.join(ROOT, 'server/cli.ts'), 'backup', to],
	'VACUUM INTO': (to) => ['-e', inSqlite(`db.exec("VACUUM INTO '${to}/copy.sqlite'")`)],
	'online backup, as a tool takes it': (to) => [
		'-e',
		inSqlite(`await db.backup('${to}/copy.sqlite', { progress: () => 2000 })`)
	]
};
const inSqlite = (statement: string): string =>
	`import('better-sqlite3').then(async ({ default: Sqlite }) => { const db = new Sqlite('${path.join(dataDir, DATABASE_FILE)}'); ${statement}; });`;

/** Anew for each way. */
async function fill(): Promise<void> {
	rmSync(dataDir, { recursive: true, force: true });
	const db = openDatabase(dataDir);
	await migrate(db);
	await db.destroy();
	const sqlite = connect(dataDir, 'NORMAL');
	const insert = sqlite.prepare(
		'INSERT INTO audit (at, person_id, verb, subject, detail) VALUES (0, NULL, ?, ?, ?)'
	);
	const words = 'x'.repeat(2 ** 20);
	for (let n = 0; n < Number(mebibytes); n++) insert.run('fill', `n/${n}`, words);
	sqlite.pragma('wal_checkpoint(TRUNCATE)');
	sqlite.close();
}

/** Somebody who asks when each of their words is on the disk. @returns the 99th percentile, in ms */
function probe(port: number): () => { p50: number; p99: number } {
	const doc = new Y.Doc();
	const client = new RawClient(`ws://127.0.0.1:${port}${COLLAB_PATH}meeting/bench1/open?caps=ack`, 'probe');
	const waits: number[] = [];
	let told = 0;
	let since: number | null = null;
	doc.on('update', (update: Uint8Array) => {
		told = client.told.length;
		since = performance.now();
		client.sendUpdate(update);
	});
	const look = setInterval(() => {
		if (since === null) {
			if (client.told.length > 0) doc.getText('text').insert(doc.getText('text').length, 'a');
		} else if (client.told.slice(told).some(({ kind }) => kind === 'ack')) {
			waits.push(performance.now() - since);
			since = null;
		}
	}, 1);
	return () => {
		clearInterval(look);
		client.close();
		const sorted = waits.sort((a, b) => a - b);
		const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
		return { p50: at(0.5), p99: at(0.99) };
	};
}

const largest = (folder: string): number =>
	Math.max(
		0,
		...readdirSync(folder, { recursive: true }).map((name) => statSync(path.join(folder, String(name))).size)
	);

async function measure(name: string, args: readonly string[] | null, to: string): Promise<void> {
	const { child, port } = await startServer(ROOT, dataDir, 2);
	try {
		const stop = probe(port);
		let taken = '–';
		let walBytes = 0;
		const started = performance.now();
		const backup =
			args === null
				? null
				: spawn(process.execPath, args, {
						cwd: ROOT,
						env: { ...process.env, DATA_DIR: dataDir },
						stdio: 'ignore'
					});
		backup?.once('exit', (code) => {
			taken = `${code === 0 ? '' : `exit ${code}, `}${((performance.now() - started) / 1000).toFixed(1)} s`;
		});
		const wal = setInterval(() => {
			walBytes = Math.max(walBytes, statSync(path.join(dataDir, `${DATABASE_FILE}-wal`)).size);
		}, 200);
		const figures = await drive(
			{
				port,
				paths: [`${COLLAB_PATH}meeting/bench0/open`],
				headers: `Origin: ${ORIGIN}\r\nCookie: session=bench`,
				people: 20,
				typing: 20,
				rate: 5,
				warmUpMs: 500,
				ms: Number(seconds) * 1000
			},
			() => cpuOf(must(child.pid, 'pid'))
		);
		clearInterval(wal);
		const saved = stop();
		if (backup !== null && backup.exitCode === null) {
			taken = `not done after ${((performance.now() - started) / 1000).toFixed(0)} s`;
			backup.kill('SIGKILL');
		}
		const ms = (value: number): string => value.toFixed(1).padStart(7);
		console.log(
			`${name.padEnd(36)} ${taken.padEnd(24)} seen${ms(figures.p50)}${ms(figures.p99)}  saved${ms(saved.p50)}${ms(saved.p99)}  log of writes ${(walBytes / 2 ** 20).toFixed(0)} MiB  copy ${(largest(to) / 2 ** 20).toFixed(0)} MiB`
		);
	} finally {
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGTERM');
		await ended;
	}
}

try {
	console.log(
		`${mebibytes} MiB, 20 typing 5 keys a second, ${seconds} s each, load ${loadavg()[0]?.toFixed(1)}; SQLite ${new Sqlite(':memory:').prepare('SELECT sqlite_version()').pluck().get()}: p50 and p99 in ms`
	);
	for (const [name, argsOf] of Object.entries(WAYS)) {
		const to = path.join(scratch, 'to');
		mkdirSync(to);
		await fill();
		await measure(name, argsOf?.(to) ?? null, to);
		rmSync(to, { recursive: true, force: true });
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
