/** The command line as an administrator meets it: in a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#server/store/database/database.ts';
import { verifySession } from '#server/store/accounts/sessions.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
let dataDir: string;

interface Said {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

/** Nothing but DATA_DIR and the way to Node, as a script would have it. */
function minutebook(...args: readonly string[]): Promise<Said> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [path.join(ROOT, 'server/minutebook.mjs'), ...args], {
			cwd: dataDir,
			env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir }
		});
		let [out, err] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, out, err }));
	});
}

const lines = (text: string) => text.trimEnd().split('\n');

beforeAll(() => {
	dataDir = mkdtempSync(path.join(tmpdir(), 'minutebook-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const COMMANDS = [
	'serve',
	'demo',
	'import',
	'export',
	'versions',
	'verify',
	'doctor',
	'backup',
	'restore',
	'person add',
	'person disable',
	'person enable',
	'board add',
	'member add',
	'meeting add',
	'session'
];

test('[K1] --help lists every command', async () => {
	const { code, out } = await minutebook('--help');
	expect(code).toBe(0);
	for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} +\\S`, 'm'));
});

test.each(COMMANDS)('[K1] %s --help says how it is used', async (command) => {
	const { code, out, err } = await minutebook(...command.split(' '), '--help');
	expect({ code, err }).toEqual({ code: 0, err: '' });
	expect(out).toContain(`minutebook ${command}`);
});

test.each([
	[[]],
	[['sing']],
	[['board']],
	[['board', 'remove']],
	[['board', 'add']],
	[['board', 'add', '--slug', 'x']],
	[['board', 'add', '--slug', 'x', '--name', 'X']],
	[['board', 'add', '--slug', 'x', '--name', 'X', '--colour', 'red']],
	[['board', 'add', '--slug', 'x', '--name', 'X', '--signing', 'none']],
	[['board', 'add', 'x', '--slug', 'x', '--name', 'X']],
	[['member', 'add', '--board', 'x', '--email', 'a@example.org', '--role', 'king']],
	[['meeting', 'add', '--board', 'x', '--title', 'X', '--count', 'many']],
	[['session']],
	[['backup']],
	[['restore']],
	[['restore', 'a', 'b']],
	[['serve', '--port', '80']],
	[['demo', '--stale']]
])('[K2] wrong use is one line and exit code 2: %s', async (args) => {
	const { code, out, err } = await minutebook(...args);
	expect({ code, out }).toEqual({ code: 2, out: '' });
	expect(lines(err)).toHaveLength(1);
});

describe('from nothing to a meeting', () => {
	beforeAll(async () => {
		for (const args of [
			[
				...['board', 'add', '--slug', 'quay', '--name', 'Quay Board'],
				...['--chair', 'cora@example.org', '--chair-name', 'Cora Vane']
			],
			['person', 'add', '--email', 'nell@example.org', '--name', 'Nell Arden', '--admin'],
			['member', 'add', '--board', 'quay', '--email', 'nell@example.org', '--role', 'notetaker']
		])
			expect(await minutebook(...args)).toMatchObject({ code: 0, err: '' });
	});

	test('[K3] meeting add --json names each meeting and its document', async () => {
		const { code, out } = await minutebook(
			'meeting',
			'add',
			'--board',
			'quay',
			'--title',
			'Q',
			'--count',
			'3',
			'--json'
		);
		expect(code).toBe(0);
		const made = JSON.parse(out) as { id: string; title: string; documents: { open: string } }[];
		expect(made).toHaveLength(3);
		for (const { id, title, documents } of made)
			expect([title, documents]).toEqual(['Q', { open: `meeting/${id}/open` }]);
		expect(new Set(made.map(({ id }) => id)).size).toBe(3);
	});

	test('[K4] session prints a Cookie header that holds for twelve hours of doing nothing', async () => {
		const { out } = await minutebook('session', 'nell@example.org');
		expect(out).toMatch(/^session=[\w-]+\.[\w-]+\n$/);
		const db = openDatabase(dataDir);
		try {
			const token = out.trim().replace('session=', '');
			const hours = (n: number) => Date.now() + n * 3_600_000;
			expect(await verifySession(db, token, hours(11.9))).toMatchObject({ name: 'Nell Arden', admin: true });
			expect(await verifySession(db, token, hours(12.1))).toBeNull();
			const letters = await db
				.selectFrom('letter')
				.select(['to_name', 'subject'])
				.where('subject', 'like', '%signed in%')
				.orderBy('subject')
				.execute();
			expect(letters).toEqual([
				{ to_name: 'Cora Vane', subject: 'Nell Arden was signed in at the server' },
				{ to_name: 'Nell Arden', subject: 'You were signed in at the server' }
			]);
		} finally {
			await db.destroy();
		}
	});

	test.each([
		[['board', 'add', '--slug', 'quay', '--name', 'Again', '--chair', 'cora@example.org']],
		[['board', 'add', '--slug', 'other', '--name', 'Other', '--chair', 'nobody@example.org']],
		[['person', 'add', '--email', 'nell@example.org', '--name', 'Again']],
		[['person', 'add', '--email', 'nell', '--name', 'Nell']],
		[['member', 'add', '--board', 'nowhere', '--email', 'nell@example.org', '--role', 'member']],
		[['meeting', 'add', '--board', 'nowhere', '--title', 'Q']],
		[['meeting', 'add', '--board', 'quay', '--title', 'Q', '--date', '31-12-2031']],
		[['session', 'nobody@example.org']]
	])('[K5] what cannot be done is one line and exit code 1: %s', async (args) => {
		const { code, out, err } = await minutebook(...args);
		expect({ code, out }).toEqual({ code: 1, out: '' });
		expect(lines(err)).toHaveLength(1);
	});
});
