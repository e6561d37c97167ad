import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonId } from '#core/kernel/ids.ts';
import { newWorld, type World } from '../../../tests/support/signed-meeting.ts';
import { DATABASE_FILE, openDatabase } from './database.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { createSession, endAllSessions, verifySession } from '#server/store/accounts/sessions.ts';
import { markStand, takeStand } from './stand.ts';

const ANNA = 'anna0000000000000000' as PersonId;
let world: World;

beforeEach(async () => {
	world = await newWorld();
	await insertPerson(
		world.db,
		{ id: ANNA, name: 'Anna Lund', email: 'anna@example.org', initials: '', agency: '', admin: false },
		world.deps.now()
	);
});
afterEach(() => world.close());

const start = () => takeStand(world.db, world.dataDir, world.deps.now());
const begin = () => createSession(world.db, ANNA, world.deps.now());
const holds = async (token: string) => (await verifySession(world.db, token, world.deps.now())) !== null;

test('[D12] a stop and a start end no session, nor does a kill', async () => {
	expect(await start()).toBe(false);
	const token = await begin();
	expect(await start()).toBe(false);
	await markStand(world.db, world.dataDir);
	expect(await start()).toBe(false);
	expect(await holds(token)).toBe(true);
});

test('[D12] a copy put in the place of the database begins with no session', async () => {
	await start();
	const token = await begin();
	await world.db.destroy();
	const file = path.join(world.dataDir, DATABASE_FILE);
	copyFileSync(file, `${file}.copy`);
	rmSync(file);
	copyFileSync(`${file}.copy`, file);
	const db = openDatabase(world.dataDir);
	expect(await takeStand(db, world.dataDir, world.deps.now())).toBe(true);
	expect(await verifySession(db, token, world.deps.now())).toBeNull();
	const audit = await db.selectFrom('audit').select(['verb', 'detail']).execute();
	expect(audit.map(({ verb, detail }) => [verb, JSON.parse(detail)])).toEqual([
		['end-all-sessions', { why: 'copied file', sessions: 1, codes: 0 }]
	]);
	await db.destroy();
});

test('[D12] an earlier copy written into the same file begins with no session', async () => {
	await start();
	const token = await begin();
	const kept = mkdtempSync(path.join(tmpdir(), 'minutebook-'));
	await world.db.destroy();
	const file = path.join(world.dataDir, DATABASE_FILE);
	copyFileSync(file, path.join(kept, DATABASE_FILE));
	const later = openDatabase(world.dataDir);
	await markStand(later, world.dataDir);
	await later.destroy();
	copyFileSync(path.join(kept, DATABASE_FILE), file);
	const db = openDatabase(world.dataDir);
	expect(await takeStand(db, world.dataDir, world.deps.now())).toBe(true);
	expect(await verifySession(db, token, world.deps.now())).toBeNull();
	await db.destroy();
	rmSync(kept, { recursive: true });
});

test('[D12] ending all sessions ends those of everybody, and the codes on their way', async () => {
	const token = await begin();
	await world.db
		.insertInto('sign_in_code')
		.values({
			browser: 'b',
			email: 'anna@example.org',
			person_id: ANNA,
			code_hash: Buffer.from('x'),
			salt: Buffer.from('x'),
			created_at: world.deps.now(),
			expires_at: world.deps.now() + 1
		})
		.execute();
	await endAllSessions(world.db, world.deps.now());
	expect(await holds(token)).toBe(false);
	expect(await world.db.selectFrom('sign_in_code').selectAll().execute()).toEqual([]);
	expect(await world.db.selectFrom('audit').select('verb').execute()).toEqual([{ verb: 'end-all-sessions' }]);
});
