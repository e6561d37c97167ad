/**
 * Sessions after Lucia's published design (lucia-auth/lucia, code/auth_session.ts), in our own words: the cookie holds
 * `id.secret`, the database only the SHA-256 of the secret, compared in constant time, so that neither a stolen backup
 * nor the time an answer takes gives anybody a session. Added to it: an end that no use postpones.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PersonId } from '#core/ids.ts';
import type { Instant } from '#core/time.ts';
import type { Database, Store } from './database.ts';

/** Unused for this long, a session is over. */
export const IDLE_MS = 30 * 60_000;
/** Signed in this long ago, a session is over however busy: a meeting of four hours with its day around it. */
export const ABSOLUTE_MS = 12 * 60 * 60_000;
/** Use is noted at most this often, so that a page with many requests is not as many writes. */
const TOUCH_MS = 60_000;

export interface Session {
	readonly person: PersonId;
	readonly name: string;
	readonly admin: boolean;
	readonly sessionId: string;
}

export interface SessionLine {
	readonly id: string;
	readonly createdAt: Instant;
	readonly lastSeenAt: Instant;
	readonly userAgent: string;
}

/** A `__Host-` cookie needs TLS; on plain http (loopback, the demo) the plain name. */
export function sessionCookieName(origin: string): string {
	return origin.startsWith('https:') ? '__Host-session' : 'session';
}

const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** @returns the token for the cookie; it exists nowhere else */
export async function createSession(
	store: Store,
	person: PersonId,
	now: Instant,
	options: { readonly idleMs?: number; readonly userAgent?: string } = {}
): Promise<string> {
	const id = randomBytes(12).toString('base64url');
	const secret = randomBytes(32).toString('base64url');
	await store
		.insertInto('session')
		.values({
			id,
			person_id: person,
			secret_hash: hash(secret),
			created_at: now,
			last_seen_at: now,
			idle_ms: options.idleMs ?? IDLE_MS,
			user_agent: (options.userAgent ?? '').slice(0, 200)
		})
		.execute();
	return `${id}.${secret}`;
}

/** Who this is. Counts as use: an idle session that is asked for in time goes on. */
export async function verifySession(db: Database, token: string, now: Instant): Promise<Session | null> {
	const match = /^([\w-]{16})\.([\w-]{43})$/.exec(token);
	const [, id, secret] = match ?? [];
	if (id === undefined || secret === undefined) return null;
	const row = await load(db, id);
	if (row === undefined || !timingSafeEqual(row.secret_hash, hash(secret))) return null;
	if (isOver(row, now)) {
		await db.deleteFrom('session').where('id', '=', id).execute();
		return null;
	}
	if (now - row.last_seen_at >= TOUCH_MS) await touchSession(db, id, now);
	return { person: row.person_id, name: row.name, admin: row.admin === 1, sessionId: id };
}

/** Whether a session known by its id (an open socket) still holds. Does not count as use. */
export async function sessionHolds(db: Database, sessionId: string, now: Instant): Promise<boolean> {
	const row = await load(db, sessionId);
	return row !== undefined && !isOver(row, now);
}

/** Typing over an open socket is use, too; a heartbeat is not. */
export async function touchSession(db: Database, sessionId: string, now: Instant): Promise<void> {
	await db.updateTable('session').set({ last_seen_at: now }).where('id', '=', sessionId).execute();
}

export async function endSession(store: Store, sessionId: string): Promise<void> {
	await store.deleteFrom('session').where('id', '=', sessionId).execute();
}

/** @param except the session of the one who asks, to be kept */
export async function endAllSessions(store: Store, person: PersonId, except?: string): Promise<void> {
	let ending = store.deleteFrom('session').where('person_id', '=', person);
	if (except !== undefined) ending = ending.where('id', '!=', except);
	await ending.execute();
}

/** The sessions that hold, latest use first. */
export async function sessionsOf(store: Store, person: PersonId, now: Instant): Promise<SessionLine[]> {
	const rows = await store
		.selectFrom('session')
		.selectAll()
		.where('person_id', '=', person)
		.orderBy('last_seen_at', 'desc')
		.execute();
	return rows
		.filter((row) => !isOver(row, now))
		.map((row) => ({
			id: row.id,
			createdAt: row.created_at,
			lastSeenAt: row.last_seen_at,
			userAgent: row.user_agent
		}));
}

function load(db: Database, id: string) {
	return db
		.selectFrom('session')
		.innerJoin('person', 'person.id', 'session.person_id')
		.select([
			'session.person_id',
			'session.secret_hash',
			'session.created_at',
			'session.last_seen_at',
			'session.idle_ms',
			'person.name',
			'person.admin'
		])
		.where('session.id', '=', id)
		.executeTakeFirst();
}

function isOver(
	row: { readonly created_at: Instant; readonly last_seen_at: Instant; readonly idle_ms: number },
	now: Instant
): boolean {
	return now - row.created_at >= ABSOLUTE_MS || now - row.last_seen_at >= row.idle_ms;
}
