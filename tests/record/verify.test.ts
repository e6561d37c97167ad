import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyRecords } from '#server/usecases/record/verify-records.ts';
import { meetingOf, newWorld, signedMeetingOf, type World } from '../support/signed-meeting.ts';

let world: World;
beforeEach(async () => void (world = await newWorld()));
afterEach(() => world.close());

const found = async () => (await verifyRecords(world.db)).problems.map(({ what }) => what);

/** What nobody can do without taking the database's own laws away first. */
async function tamper(
	table: 'snapshot' | 'action' | 'decision' | 'signature',
	change: string
): Promise<void> {
	await sql.raw(`DROP TRIGGER ${table}_never_changes`).execute(world.db);
	await sql.raw(`UPDATE ${table} SET ${change}`).execute(world.db);
}

function minutebook(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
	const cli = path.resolve('server/minutebook.mjs');
	return new Promise((resolve) =>
		execFile(
			process.execPath,
			[cli, ...args],
			{ env: { ...process.env, DATA_DIR: world.dataDir }, encoding: 'latin1' },
			(error, out, text) => resolve({ code: error === null ? 0 : Number(error.code), out, error: text })
		)
	);
}

describe('verify', () => {
	test('[V1] what was signed holds, over a chain of three', async () => {
		await meetingOf(world);
		for (let n = 0; n < 3; n++) await signedMeetingOf(world);
		expect(await verifyRecords(world.db)).toEqual({ boards: 1, records: 3, problems: [] });
	});

	test('[V2] the database refuses the tampering that the tests below do', async () => {
		await signedMeetingOf(world);
		await expect(sql`UPDATE snapshot SET text = 'x'`.execute(world.db)).rejects.toThrow(
			'a snapshot never changes'
		);
	});

	test.each([
		[
			'snapshot',
			`canonical = replace(canonical, 'guidance', 'guidances')`,
			'the digest is not that of its text'
		],
		['snapshot', `canonical = '{'`, 'its text cannot be read as minutes'],
		['snapshot', `text = text || ' '`, 'the printed text is not that of the record'],
		['snapshot', `previous = 'ab'`, 'the digest of the record before it is not the one it carries'],
		['snapshot', `sequence = sequence + 1`, 'it is number 2 of its board, not 1'],
		['snapshot', `state = x'00ff'`, 'the shared document cannot be read'],
		['snapshot', `state = x'0000'`, 'the shared document does not say what was signed'],
		['signature', `digest = 'ab'`, 'no signature is under this text'],
		['action', `text = 'to do nothing'`, 'the actions in the table are not those of the record'],
		['decision', `verb = 'noted'`, 'the decisions in the table are not those of the record']
	] as const)('[V3] finds a changed %s: %s', async (table, change, what) => {
		await signedMeetingOf(world);
		await tamper(table, change);
		expect(await found()).toContain(what);
	});

	test('[V4] a record rewritten with a fitting digest breaks the one after it', async () => {
		await signedMeetingOf(world);
		await signedMeetingOf(world);
		await tamper('snapshot', `sha256 = 'ab' WHERE sequence = 1`);
		const { problems } = await verifyRecords(world.db);
		expect(problems.map(({ what }) => what)).toContain(
			'the digest of the record before it is not the one it carries'
		);
	});

	test('[V5] the command says what fails and leaves with 1', async () => {
		await signedMeetingOf(world);
		expect(await minutebook('verify')).toMatchObject({
			code: 0,
			out: expect.stringContaining('every chain holds')
		});
		await tamper('snapshot', `text = 'x'`);
		const { code, out } = await minutebook('verify');
		expect(code).toBe(1);
		expect(out).toContain('harbour: 23 July 2031, Harbour Safeguarding Board meeting');
		expect((await minutebook('verify', 'all')).code).toBe(2);
	});
});

describe('export', () => {
	test('[E1] a record as PDF, text and JSON; a draft marked as one', async () => {
		const signed = await signedMeetingOf(world);
		const draft = await meetingOf(world);
		const file = path.join(world.dataDir, 'notes.pdf');
		expect(await minutebook('export', signed, '--format', 'pdf', '--out', file)).toMatchObject({ code: 0 });
		expect((await readFile(file)).toString('latin1')).toMatch(/^%PDF-/);
		const text = (await minutebook('export', signed, '--format', 'text')).out;
		expect(text).toContain('ACTION: ID to circulate the guidance');
		const json = JSON.parse((await minutebook('export', signed, '--format', 'json')).out) as {
			sha256: string;
		};
		const { sha256 } = await world.db.selectFrom('snapshot').select('sha256').executeTakeFirstOrThrow();
		expect(json.sha256).toBe(sha256);
		expect((await minutebook('export', draft, '--format', 'text')).out).toMatch(/^DRAFT, NOT SIGNED/);
	});

	test('[E2] wrong use is one line and 2, an unknown meeting one line and 1', async () => {
		expect(await minutebook('export')).toMatchObject({ code: 2 });
		expect(await minutebook('export', 'x', '--format', 'odt')).toMatchObject({ code: 2 });
		const unknown = await minutebook('export', 'nosuchmeeting0000000', '--format', 'text');
		expect(unknown.code).toBe(1);
		expect(unknown.error.trim().split('\n')).toHaveLength(1);
	});
});
