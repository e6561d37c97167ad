import type { AttendanceId, PersonId } from '#core/kernel/ids.ts';
import type { ClockTime } from '#core/kernel/time.ts';

export const ROLES = ['chair', 'co-chair', 'notetaker', 'member', 'observer'] as const;
/** What somebody is on a board, from a date to a date. */
export type Role = (typeof ROLES)[number];

/** The roles that sign minutes. */
export const isSigning = (role: string): role is 'chair' | 'co-chair' =>
	role === 'chair' || role === 'co-chair';

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
	chair: 'Chair',
	'co-chair': 'Co-chair',
	notetaker: 'Notetaker',
	member: 'Member',
	observer: 'Observer'
};

export function parseRole(text: unknown): Role | null {
	return ROLES.find((role) => role === text) ?? null;
}

export const ATTENDANCE = ['expected', 'present', 'apologies', 'absent'] as const;
export type Attendance = (typeof ATTENDANCE)[number];

export const ATTENDANCE_WORDS: Readonly<Record<Attendance, string>> = {
	expected: 'Not yet marked',
	present: 'Present',
	apologies: 'Apologies',
	absent: 'Absent'
};

/** Somebody came after the meeting had begun, left before it ended, or came back. */
export interface RosterMove {
	/** In the order in which they were entered. */
	readonly number: number;
	readonly kind: 'joined' | 'left';
	readonly at: ClockTime;
	/** The item that was spoken about, by its id, and the last line written before; null: not known. */
	readonly item: string | null;
	readonly after: string | null;
}

/** One line of a meeting's roster. The same person may stand on two lines (two agencies): both are kept and reported. */
export interface RosterEntry {
	readonly id: AttendanceId;
	/** null for someone who has no account and no entry among the people. */
	readonly person: PersonId | null;
	readonly name: string;
	readonly agency: string;
	/** As they stand on this roster; '' means: computed from the name. */
	readonly initials: string;
	readonly role: Role | 'guest';
	readonly attendance: Attendance;
	/** The roster line of the one they stand in for. */
	readonly deputyFor: AttendanceId | null;
	/** As printed behind the name: "notes", "items 2-4". */
	readonly note: string;
	/** Arrivals and departures in the order of the clock; nobody who was there throughout has any. */
	readonly moves?: readonly RosterMove[];
}
