/** Codes on their way by mail, one a browser, and the tries the rate limits count. */
import { createHash } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

export type SignInCode = Selectable<Tables['sign_in_code']>;

/** The rate limits look back no further than this. */
const KEPT_MS = 60 * 60_000;

/** The newest code of a browser takes the place of the one before. What is long over goes with it. */
export async function putCode(
	store: Store,
	code: {
		readonly browser: string;
		readonly email: string;
		readonly person: PersonId | null;
		readonly hash: Uint8Array;
		readonly salt: Uint8Array;
		readonly now: Instant;
		readonly expiresAt: Instant;
	}
): Promise<void> {
	await store
		.deleteFrom('sign_in_code')
		.where('expires_at', '<', code.now - KEPT_MS)
		.execute();
	await store
		.deleteFrom('sign_in_try')
		.where('at', '<', code.now - KEPT_MS)
		.execute();
	await store
		.deleteFrom('unsent_letter')
		.where('created_at', '<', code.now - KEPT_MS)
		.execute();
	// The letter carries the code in clear until it has gone; then nothing here does.
	await store
		.updateTable('letter')
		.set({ text: 'The code was sent and is not kept.', subject: 'Your Minutebook code' })
		.where('kind', '=', 'sign-in')
		.where('state', '!=', 'queued')
		.where('text', 'like', 'Your code is %')
		.execute();
	await store
		.replaceInto('sign_in_code')
		.values({
			browser: code.browser,
			email: code.email,
			person_id: code.person,
			code_hash: Buffer.from(code.hash),
			salt: Buffer.from(code.salt),
			tries: 0,
			created_at: code.now,
			expires_at: code.expiresAt
		})
		.execute();
}

/**
 * Counts one try before it is looked at, so that tries at the same moment are tries, too.
 * @returns null when none is left, 'none' when that browser has no code (any more)
 */
export async function spendTry(
	store: Store,
	browser: string,
	most: number
): Promise<SignInCode | 'none' | null> {
	const row = await store
		.updateTable('sign_in_code')
		.set({ tries: sql<number>`tries + 1` })
		.where('browser', '=', browser)
		.where('tries', '<', most)
		.returningAll()
		.executeTakeFirst();
	if (row !== undefined) return row;
	const spent = await store
		.selectFrom('sign_in_code')
		.select('browser')
		.where('browser', '=', browser)
		.executeTakeFirst();
	return spent === undefined ? 'none' : null;
}

/** [P2] Exactly one of any number at once gets true. */
export async function takeCode(store: Store, code: SignInCode): Promise<boolean> {
	const row = await store
		.deleteFrom('sign_in_code')
		.where('browser', '=', code.browser)
		.where('created_at', '=', code.created_at)
		.returning('browser')
		.executeTakeFirst();
	return row !== undefined;
}

/** [D10] Codes on their way to somebody become anybody's: typed, they are answered as a wrong one is. */
export async function disownCodesOf(store: Store, person: PersonId): Promise<void> {
	await store.updateTable('sign_in_code').set({ person_id: null }).where('person_id', '=', person).execute();
}

/** How often since then, and when last. @param subject kept as its SHA-256: nobody reads here who asks for whom */
export async function triesOf(
	store: Store,
	subject: string,
	since: Instant
): Promise<{ readonly count: number; readonly last: Instant | null }> {
	const row = await store
		.selectFrom('sign_in_try')
		.select(({ fn }) => [fn.countAll<number>().as('count'), fn.max<Instant | null>('at').as('last')])
		.where('kind', '=', 'ask')
		.where('subject', '=', digest(subject))
		.where('at', '>', since)
		.executeTakeFirst();
	return { count: Number(row?.count ?? 0), last: row?.last ?? null };
}

export async function noteTry(store: Store, subject: string, now: Instant): Promise<void> {
	await store
		.insertInto('sign_in_try')
		.values({ kind: 'ask', subject: digest(subject), at: now })
		.execute();
}

const digest = (subject: string): string => createHash('sha256').update(subject.toLowerCase()).digest('hex');
