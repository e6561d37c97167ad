/** [P19] Which browsers somebody has signed in with before. A cookie's secret proves it; here stands its SHA-256. */
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

/** Not signed in with for this long, a browser is a stranger again. */
const REMEMBERED_MS = 180 * 24 * 60 * 60_000;
/** The newest so many of a person. */
const MOST = 20;

/** @param person null: of nobody, which takes as long to find out */
export async function isKnownBrowser(
	store: Store,
	browser: string,
	person: PersonId | null,
	now: Instant
): Promise<boolean> {
	const row = await store
		.selectFrom('known_browser')
		.select('used_at')
		.where('browser', '=', browser)
		.where('person_id', '=', person ?? ('' as PersonId))
		.where('used_at', '>', now - REMEMBERED_MS)
		.executeTakeFirst();
	return row !== undefined;
}

export async function rememberBrowser(
	store: Store,
	browser: string,
	person: PersonId,
	now: Instant
): Promise<void> {
	await store
		.insertInto('known_browser')
		.values({ browser, person_id: person, created_at: now, used_at: now })
		.onConflict((conflict) => conflict.columns(['browser', 'person_id']).doUpdateSet({ used_at: now }))
		.execute();
	await store
		.deleteFrom('known_browser')
		.where('used_at', '<=', now - REMEMBERED_MS)
		.execute();
	const newest = store
		.selectFrom('known_browser')
		.select('browser')
		.where('person_id', '=', person)
		.orderBy('used_at', 'desc')
		.limit(MOST);
	await store
		.deleteFrom('known_browser')
		.where('person_id', '=', person)
		.where('browser', 'not in', newest)
		.execute();
}

/** @param except one to be kept */
export async function forgetBrowsers(store: Store, person: PersonId, except?: string): Promise<void> {
	let forgetting = store.deleteFrom('known_browser').where('person_id', '=', person);
	if (except !== undefined) forgetting = forgetting.where('browser', '!=', except);
	await forgetting.execute();
}

export async function knownBrowsers(store: Store, person: PersonId, now: Instant): Promise<string[]> {
	const rows = await store
		.selectFrom('known_browser')
		.select('browser')
		.where('person_id', '=', person)
		.where('used_at', '>', now - REMEMBERED_MS)
		.orderBy('used_at', 'desc')
		.execute();
	return rows.map(({ browser }) => browser);
}
