import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonId } from '#core/kernel/ids.ts';
import { newWorld, type World } from '../../../tests/support/signed-meeting.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { openReader, type Reader } from '#server/store/database/reader.ts';
import {
	ABSOLUTE_MS,
	createSession,
	endSessionsOf,
	endSession,
	IDLE_MS,
	sessionCookieName,
	sessionsOf,
	touchSessions,
	verifySession
} from './sessions.ts';

const MINUTE = 60_000;
const ANNA = 'anna0000000000000000' as PersonId;
let world: World;
let reader: Reader;

beforeEach(async () => {
	world = await newWorld();
	reader = openReader(world.dataDir);
	await insertPerson(
		world.db,
		{ id: ANNA, name: 'Anna Lund', email: 'anna@example.org', initials: '', agency: '', admin: false },
		world.deps.now()
	);
});
afterEach(async () => {
	reader.close();
	await world.close();
});

const verify = (token: string) => verifySession(world.db, token, world.deps.now());
const begin = () => createSession(world.db, ANNA, world.deps.now(), { userAgent: 'a browser' });
const idOf = (token: string) => token.split('.')[0] ?? '';

test('[P1] the token of a session says who it is', async () => {
	const token = await begin();
	expect(await verify(token)).toEqual({
		person: ANNA,
		name: 'Anna Lund',
		admin: false,
		sessionId: idOf(token)
	});
});

test('[P1] the database has nothing from which a token could be made', async () => {
	const token = await begin();
	const [, secret = ''] = token.split('.');
	const rows = await world.db.selectFrom('session').selectAll().execute();
	expect(Buffer.from(JSON.stringify(rows)).includes(secret)).toBe(false);
	expect(Buffer.concat(rows.map((row) => Buffer.from(row.secret_hash))).includes(Buffer.from(secret))).toBe(
		false
	);
	expect(rows[0]?.secret_hash).toHaveLength(32);
});

test.each([
	['another secret', (token: string) => `${idOf(token)}.${'A'.repeat(43)}`],
	['another id', (token: string) => `${'A'.repeat(16)}.${token.split('.')[1]}`],
	['no secret', (token: string) => idOf(token)],
	['an empty secret', (token: string) => `${idOf(token)}.`],
	['more behind it', (token: string) => `${token}x`],
	['nothing', () => '']
])('[P1] a token with %s is nobody', async (_what, change) => {
	expect(await verify(change(await begin()))).toBeNull();
});

test('[P1] half an hour without use ends it, and its row with it', async () => {
	const token = await begin();
	world.passes(IDLE_MS - 1);
	expect(await verify(token)).not.toBeNull();
	world.passes(IDLE_MS);
	expect(await verify(token)).toBeNull();
	expect(await world.db.selectFrom('session').select('id').execute()).toEqual([]);
});

test('[P1] use keeps it, but not past twelve hours', async () => {
	const token = await begin();
	const last = ABSOLUTE_MS / MINUTE / 20;
	for (let n = 1; n < last; n++) {
		world.passes(20 * MINUTE);
		expect(await verify(token)).not.toBeNull();
	}
	world.passes(20 * MINUTE);
	expect(await verify(token)).toBeNull();
});

test('[P1] use is written down at most once a minute', async () => {
	const token = await begin();
	const begun = world.deps.now();
	const seen = async () => (await sessionsOf(world.db, ANNA, world.deps.now()))[0]?.lastSeenAt;
	world.passes(MINUTE - 1);
	await verify(token);
	expect(await seen()).toBe(begun);
	world.passes(1);
	await verify(token);
	expect(await seen()).toBe(begun + MINUTE);
});

test('[P1] looking whether it holds is not use, typing is', async () => {
	const token = await begin();
	world.passes(IDLE_MS - 1);
	expect(reader.holds(idOf(token), world.deps.now())).toBe(true);
	world.passes(1);
	expect(reader.holds(idOf(token), world.deps.now())).toBe(false);

	const other = await begin();
	world.passes(IDLE_MS - 1);
	await touchSessions(world.db, [idOf(other)], world.deps.now());
	world.passes(IDLE_MS - 1);
	expect(reader.holds(idOf(other), world.deps.now())).toBe(true);
});

test('[P1] reading a session writes nothing, and the use of many is told at once', async () => {
	const [first, second] = [await begin(), await begin()];
	const seen = async () =>
		(await world.db.selectFrom('session').select('last_seen_at').execute()).map((row) => row.last_seen_at);
	const begun = world.deps.now();
	world.passes(IDLE_MS - 1);
	expect(reader.session(first, world.deps.now())).toMatchObject({ person: ANNA });
	expect(await seen()).toEqual([begun, begun]);
	await touchSessions(world.db, [idOf(first), idOf(second)], world.deps.now());
	expect(await seen()).toEqual([world.deps.now(), world.deps.now()]);
	world.passes(IDLE_MS);
	expect(reader.session(first, world.deps.now())).toBeNull();
	expect(await seen()).toHaveLength(2);
});

test('[P1] ended is ended: one, or all but the one that asks', async () => {
	const [first, second, third] = [await begin(), await begin(), await begin()];
	await endSession(world.db, idOf(first));
	expect(await verify(first)).toBeNull();
	await endSessionsOf(world.db, ANNA, idOf(third));
	expect(await verify(second)).toBeNull();
	expect(await verify(third)).not.toBeNull();
	await endSessionsOf(world.db, ANNA);
	expect(await verify(third)).toBeNull();
});

test('[P1] over TLS the cookie is bound to this very host', () => {
	expect(sessionCookieName('https://minutes.example.org')).toBe('__Host-session');
	expect(sessionCookieName('http://localhost:3000')).toBe('session');
});
