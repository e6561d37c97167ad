/**
 * [P17], [P18] How often codes are asked for, and how many letters that may bring. What is told to whoever asks hangs on their own
 * browser and network alone; what hangs on the address of mail is never told.
 */
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import { noteTry, triesOf } from '#server/store/accounts/sign-in-codes.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Before the next code, by how many this browser asked for within the hour. People press twice; then it takes longer each time. */
const DELAYS = [0, 0, 0, 1, 2, 4, 8, 15].map((minutes) => minutes * MINUTE);

/** Codes for browsers that nobody signed in with before, of one address of the network in a quarter of an hour: a board of 45 and their seconds. */
const ASKS_OF_NETWORK = 120;
/** Letters for such browsers to one address of mail: from one network in a quarter of an hour, … */
const LETTERS_FROM_NETWORK = 3;
/** … and from everywhere in an hour. */
const LETTERS_FROM_ALL = 12;
/** Letters an hour for a browser that this person signed in with before. Nobody without its cookie can use these up. */
const LETTERS_TO_KNOWN = 10;

export interface Asker {
	/** SHA-256 of the cookie of the browser that asks. */
	readonly browser: string;
	readonly network: string;
	readonly email: string;
	/** SHA-256 of the cookie that proves an earlier sign-in of this person; null: it does not. */
	readonly known: string | null;
}

/** @returns how long this browser has to wait, 'network' when too many ask beside it, or null; then the ask is noted */
export async function paceOf(store: Store, asker: Asker, now: Instant): Promise<number | 'network' | null> {
	const own = await triesOf(store, `browser ${asker.browser}`, now - HOUR);
	const network = await triesOf(store, `network ${asker.network}`, now - 15 * MINUTE);
	const wait = (own.last ?? -Infinity) + (DELAYS[Math.min(own.count, DELAYS.length - 1)] ?? 0) - now;
	if (wait > 0) return wait;
	if (asker.known === null && network.count >= ASKS_OF_NETWORK) return 'network';
	await noteTry(store, `browser ${asker.browser}`, now);
	if (asker.known === null) await noteTry(store, `network ${asker.network}`, now);
	return null;
}

/** Whether a letter may go out for this ask, whether or not anybody is there to get it; it is noted then. */
export async function mayWrite(store: Store, asker: Asker, now: Instant): Promise<boolean> {
	const { email, network, known } = asker;
	const budgets =
		known === null
			? ([
					[`letters ${network} ${email}`, 15 * MINUTE, LETTERS_FROM_NETWORK],
					[`letters ${email}`, HOUR, LETTERS_FROM_ALL]
				] as const)
			: ([[`known ${known} ${email}`, HOUR, LETTERS_TO_KNOWN]] as const);
	let may = true;
	for (const [subject, window, most] of budgets)
		if ((await triesOf(store, subject, now - window)).count >= most) may = false;
	if (may) for (const [subject] of budgets) await noteTry(store, subject, now);
	return may;
}
