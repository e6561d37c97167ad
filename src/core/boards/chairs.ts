/** A change of who signs, in words, and how long it stays open [D2] [D3]. */
import type { MeetingId } from '#core/kernel/ids.ts';
import { isSigning, ROLE_WORDS, type Role } from './people.ts';
import type { Instant } from '#core/kernel/time.ts';

/** For as long any chair takes it back. */
export const TAKE_BACK_MS = 24 * 60 * 60_000;
/** A proposal that nobody confirmed by then has lapsed. */
const LAPSE_MS = 14 * TAKE_BACK_MS;

/** For as long somebody has been on a board who proposes or confirms who signs: so that nobody brings votes of their own along. */
export const LONG_STANDING_MS = 30 * TAKE_BACK_MS;

interface Course {
	readonly state: 'proposed' | 'seconded' | 'done' | 'withdrawn' | 'taken-back';
	readonly proposed: { readonly at: Instant };
	readonly doneAt: Instant | null;
	readonly entitled: readonly string[];
}

/** Until when somebody can take it back; null: nobody can. */
export function takeBackUntil({ state, doneAt, entitled }: Course, now: Instant): Instant | null {
	if (state !== 'done' || doneAt === null || entitled.length === 0) return null;
	const until = doneAt + TAKE_BACK_MS;
	return now < until ? until : null;
}

export const hasLapsed = ({ state, proposed }: Course, now: Instant): boolean =>
	(state === 'proposed' || state === 'seconded') && now >= proposed.at + LAPSE_MS;

const roleWords = (role: Role | 'guest'): string =>
	role === 'guest' ? 'guest' : ROLE_WORDS[role].toLowerCase();

/** "Mo Sayer becomes co-chair, before that member", "Mo Sayer is no longer chair, but member", "Mo Sayer, chair, leaves the board" */
export function chairWords(change: {
	readonly name: string;
	/** '' for nobody on the board. */
	readonly from: Role | 'guest' | '';
	readonly to: Role | 'guest' | '';
	readonly meeting: MeetingId | null;
}): string {
	const { name, from, to, meeting } = change;
	const where = meeting === null ? '' : ' of one meeting';
	if (isSigning(to))
		return `${name} becomes ${roleWords(to)}${where}${from === '' ? '' : `, before that ${roleWords(from)}`}`;
	const was = from === '' ? 'member' : roleWords(from);
	return to === ''
		? `${name}, ${was}, leaves the board`
		: `${name} is no longer ${was}${where}, but ${roleWords(to)}`;
}
