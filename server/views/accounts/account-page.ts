import { must } from '#core/kernel/result.ts';
import { longInstant, type Instant } from '#core/kernel/time.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Store } from '#server/store/database/database.ts';
import { knownBrowsers } from '#server/store/accounts/known-browsers.ts';
import { personById } from '#server/store/boards/people.ts';
import { sessionsOf } from '#server/store/accounts/sessions.ts';

export interface AccountPage {
	readonly name: string;
	readonly email: string | null;
	readonly sessions: readonly {
		readonly id: string;
		readonly device: string;
		readonly since: string;
		readonly lastUsed: string;
		readonly here: boolean;
	}[];
	/** [P19] Browsers this person signed in with before. */
	readonly browsers: number;
}

export async function accountPage(
	store: Store,
	person: PersonId,
	session: string,
	now: Instant
): Promise<AccountPage> {
	const { name, email } = must(await personById(store, person), 'the person who is signed in');
	const sessions = await sessionsOf(store, person, now);
	return {
		name,
		email,
		browsers: (await knownBrowsers(store, person, now)).length,
		sessions: sessions.map(({ id, createdAt, lastSeenAt, userAgent }) => ({
			id,
			device: deviceOf(userAgent),
			since: longInstant(createdAt),
			lastUsed: longInstant(lastSeenAt),
			here: id === session
		}))
	};
}

/** "Firefox on Windows": enough to tell one's own devices apart. */
export function deviceOf(userAgent: string): string {
	if (userAgent === 'command line') return 'Made on the command line';
	const browser = (
		[
			['Edg', 'Edge'],
			['OPR/', 'Opera'],
			['Firefox/', 'Firefox'],
			['Chrome/', 'Chrome'],
			['Safari/', 'Safari']
		] as const
	).find(([mark]) => userAgent.includes(mark))?.[1];
	const system = (
		[
			['iPhone', 'iPhone'],
			['iPad', 'iPad'],
			['Android', 'Android'],
			['Windows', 'Windows'],
			['Mac OS', 'Mac'],
			['Linux', 'Linux']
		] as const
	).find(([mark]) => userAgent.includes(mark))?.[1];
	if (browser === undefined) return 'Unknown device';
	return system === undefined ? browser : `${browser} on ${system}`;
}
