/** The agenda before the meeting and its clock during it: what each item is for, who leads it, how long it may take. */
import { londonDate, type CalendarDate, type ClockTime, type Instant } from '#core/kernel/time.ts';

export const PURPOSES = ['decision', 'discussion', 'information', 'sign-off'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
	decision: 'For decision',
	discussion: 'For discussion',
	information: 'For information',
	'sign-off': 'For sign-off'
};

export const parsePurpose = (text: unknown): Purpose | null =>
	PURPOSES.find((purpose) => purpose === text) ?? null;

/** Longer than any item takes; what is more is a slip of the finger. */
export const MOST_MINUTES = 480;

/** @returns null for what is no number of minutes: an item without a time */
export function parseMinutes(value: unknown): number | null {
	const minutes = typeof value === 'number' ? value : Number(String(value).trim() || Number.NaN);
	return Number.isInteger(minutes) && minutes > 0 && minutes <= MOST_MINUTES ? minutes : null;
}

/** What the agenda says of one item beside its title. */
export interface ItemPlan {
	readonly purpose: Purpose | null;
	/** As written: initials, a name, "the Chair"; '' for nobody. */
	readonly lead: string;
	readonly minutes: number | null;
	/** The day it came onto the agenda; null: it was there from the start. */
	readonly added: CalendarDate | null;
}

export const NO_PLAN: ItemPlan = { purpose: null, lead: '', minutes: null, added: null };

/** The time an item has taken: `used` before, and since then while it runs. Milliseconds. */
export interface ItemClock {
	readonly since: Instant | null;
	readonly used: number;
}

export const STOPPED: ItemClock = { since: null, used: 0 };

export const elapsed = ({ since, used }: ItemClock, now: Instant): number =>
	used + (since === null ? 0 : Math.max(0, now - since));

export const minuteWords = (minutes: number): string => (minutes === 1 ? '1 minute' : `${minutes} minutes`);

const MINUTE = 60_000;

/** "6 minutes left", "time is up", "4 minutes over"; for an item without a time "12 minutes so far". */
export function clockWords(planned: number | null, ms: number): string {
	const minutes = Math.floor(ms / MINUTE);
	if (planned === null) return minutes === 0 ? 'just begun' : `${minuteWords(minutes)} so far`;
	if (ms < planned * MINUTE) return `${minuteWords(Math.ceil(planned - ms / MINUTE))} left`;
	return minutes === planned ? 'time is up' : `${minuteWords(minutes - planned)} over`;
}

export const isOver = (planned: number | null, ms: number): boolean =>
	planned !== null && ms >= planned * MINUTE;

/** "10:00" + 75 → "11:15"; past midnight it is null, no board sits so long. */
export function addMinutes(time: ClockTime, minutes: number): ClockTime | null {
	const [hours = 0, rest = 0] = time.split(':').map(Number);
	const sum = hours * 60 + rest + minutes;
	if (sum >= 24 * 60) return null;
	return `${String(Math.floor(sum / 60)).padStart(2, '0')}:${String(sum % 60).padStart(2, '0')}` as ClockTime;
}

/** When each item begins, as far as the times of those before it are known. */
export function startTimes(
	start: ClockTime | null,
	items: readonly { readonly minutes: number | null }[]
): (ClockTime | null)[] {
	let next = start;
	return items.map(({ minutes }) => {
		const begins = next;
		next = begins === null || minutes === null ? null : addMinutes(begins, minutes);
		return begins;
	});
}

/** What the planned times come to beside the length of the meeting: "Planned: 150 minutes, 20 more than the meeting has." */
export function plannedWords(
	start: ClockTime | null,
	end: ClockTime | null,
	items: readonly { readonly minutes: number | null }[]
): string {
	const planned = items.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
	if (planned === 0) return '';
	const open = items.filter(({ minutes }) => minutes === null).length;
	const without = open === 0 ? '' : `; ${open === 1 ? '1 item has' : `${open} items have`} no time`;
	if (start === null || end === null) return `Planned: ${minuteWords(planned)}${without}.`;
	const length = minutesBetween(start, end);
	const over = planned - length;
	const beside =
		over > 0
			? `${minuteWords(over)} more than the meeting has`
			: over === 0
				? 'all the time the meeting has'
				: `${minuteWords(-over)} of the meeting are free`;
	return `Planned: ${minuteWords(planned)}, ${beside}${without}.`;
}

function minutesBetween(start: ClockTime, end: ClockTime): number {
	const of = (time: ClockTime) => {
		const [hours = 0, minutes = 0] = time.split(':').map(Number);
		return hours * 60 + minutes;
	};
	return Math.max(0, of(end) - of(start));
}

/** [U2] Late is what came after the day on which the papers were due. Without such a day nothing is late. */
export const isLate = (came: CalendarDate | null, papersBy: CalendarDate | null): boolean =>
	came !== null && papersBy !== null && came > papersBy;

export const cameLate = (at: Instant, papersBy: CalendarDate | null): boolean =>
	isLate(londonDate(at), papersBy);
