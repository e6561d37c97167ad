/**
 * Sessions after Lucia's published design (lucia-auth/lucia, code/auth_session.ts), in our own words: the cookie holds
 * `id.secret`, the database only the SHA-256 of the secret, compared in constant time, so that neither a stolen backup
 * nor the time an answer takes gives anybody a session. Added to it: an end that no use postpones.
 */
import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto';
import type Sqlite from 'better-sqlite3';
import { CompiledQuery } from 'kysely';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { GIVEN_TEXT, isStorageFull, type Database, type Store } from '#server/store/database/database.ts';

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

const hash = (secret: string): Buffer => digest('sha256', secret, 'buffer');

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
	const parts = partsOf(token);
	const row = parts && (await load(db, parts.id));
	if (!parts || !row || !isTheirs(row, parts.secret)) return null;
	const { id } = parts;
	if (isOver(id, row, now)) {
		const kept = now - row.created_at < ABSOLUTE_MS && (await endSession(db, id).then(ENDED, ifFull));
		return kept ? sessionOf(id, row) : null;
	}
	if (now - row.last_seen_at >= TOUCH_MS) await touchSessions(db, [id], now);
	return sessionOf(id, row);
}

export interface SessionReader {
	/** Who this is. Nothing is written: use is to be told by {@link touchSessions}, for many at once. */
	session(token: string, now: Instant): Session | null;
	/** Whether a session known by its id (an open socket) still holds. Does not count as use. */
	holds(id: string, now: Instant): boolean;
}

/** At once: see reader.ts. */
export function sessionReader(sqlite: Sqlite.Database): SessionReader {
	const find = sqlite.prepare<[string], Row>(BY_ID);
	const standing = (id: string, now: Instant): Row | null => {
		const row = find.get(id);
		return row === undefined || isOver(id, row, now) ? null : row;
	};
	return {
		session(token, now) {
			const parts = partsOf(token);
			const row = parts && standing(parts.id, now);
			return row && isTheirs(row, parts.secret) ? sessionOf(parts.id, row) : null;
		},
		holds: (id, now) => standing(id, now) !== null
	};
}

/** Typing over an open socket is use, too; a heartbeat is not. One transaction; whoever was seen a moment ago is not written. */
export async function touchSessions(
	db: Database,
	sessionIds: readonly string[],
	now: Instant
): Promise<void> {
	if (sessionIds.length === 0) return;
	try {
		await db
			.updateTable('session')
			.set({ last_seen_at: now })
			.where('id', 'in', sessionIds)
			.where('last_seen_at', '<=', now - TOUCH_MS)
			.execute();
		if (unnoted.size > 0) for (const id of sessionIds) unnoted.delete(id);
	} catch (error) {
		if (!isStorageFull(error)) throw error;
		for (const id of sessionIds) unnoted.set(id, now);
	}
}

/**
 * [I6] Use that could not be written down, because the disk is full; by the session's id. It counts in this process. What another
 * one noted so is not known here: so as long as a session that seems unused cannot be ended for want of room, it holds, until
 * the end that no use postpones.
 */
const unnoted = new Map<string, Instant>();
const ENDED = (): boolean => false;
function ifFull(error: unknown): boolean {
	if (!isStorageFull(error)) throw error;
	return true;
}

export async function endSession(store: Store, sessionId: string): Promise<void> {
	await store.deleteFrom('session').where('id', '=', sessionId).execute();
}

/** @param except the session of the one who asks, to be kept */
export async function endSessionsOf(store: Store, person: PersonId, except?: string): Promise<void> {
	let ending = store.deleteFrom('session').where('person_id', '=', person);
	if (except !== undefined) ending = ending.where('id', '!=', except);
	await ending.execute();
}

/**
 * [D12] Nobody is signed in any more, and no code that is on its way signs anybody in: for data that was brought back, in
 * which sessions stand that ended since. Call it before anything is served from that data.
 * @param at when, for the audit @param why for the audit: "restore", "copied file"
 */
export async function endAllSessions(store: Store, at: Instant, why = 'restore'): Promise<void> {
	const ended = await store.deleteFrom('session').executeTakeFirst();
	const codes = await store.deleteFrom('sign_in_code').executeTakeFirst();
	await recordAudit(store, {
		at,
		person: null,
		verb: 'end-all-sessions',
		subject: 'session',
		detail: { why, sessions: Number(ended.numDeletedRows), codes: Number(codes.numDeletedRows) }
	});
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
		.filter((row) => !isOver(row.id, row, now))
		.map((row) => ({
			id: row.id,
			createdAt: row.created_at,
			lastSeenAt: row.last_seen_at,
			userAgent: row.user_agent
		}));
}

interface Row {
	readonly person_id: PersonId;
	readonly secret_hash: Uint8Array;
	readonly created_at: Instant;
	readonly last_seen_at: Instant;
	readonly idle_ms: number;
	readonly name: string;
	readonly admin: 0 | 1;
}

function partsOf(token: string): { readonly id: string; readonly secret: string } | null {
	const [, id, secret] = /^([\w-]{16})\.([\w-]{43})$/.exec(token) ?? [];
	return id === undefined || secret === undefined ? null : { id, secret };
}

const isTheirs = (row: Row, secret: string): boolean => timingSafeEqual(row.secret_hash, hash(secret));

const sessionOf = (sessionId: string, { person_id, name, admin }: Row): Session => ({
	person: person_id,
	name,
	admin: admin === 1,
	sessionId
});

/** [D10] A disabled person has no session, whatever rows there are. */
const BY_ID = `
	SELECT person_id, secret_hash, session.created_at, last_seen_at, idle_ms, name, admin
	FROM session JOIN person ON person.id = person_id
	WHERE session.id = ${GIVEN_TEXT} AND disabled_at IS NULL`;

/** As text, because building it takes longer than running it, and every request asks. */
async function load(db: Database, id: string): Promise<Row | undefined> {
	return (await db.executeQuery<Row>(CompiledQuery.raw(BY_ID, [id]))).rows[0];
}

function isOver(
	id: string,
	row: { readonly created_at: Instant; readonly last_seen_at: Instant; readonly idle_ms: number },
	now: Instant
): boolean {
	return (
		now - row.created_at >= ABSOLUTE_MS ||
		now - Math.max(row.last_seen_at, unnoted.get(id) ?? 0) >= row.idle_ms
	);
}
