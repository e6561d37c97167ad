/** A board with a chair, a notetaker and members, and everybody as the one who asks. */
import { LONG_STANDING_MS } from '#core/boards/chairs.ts';
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { londonDate } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { holdsOn, membershipsOf } from '#server/store/boards/boards.ts';
import { personByEmail } from '#server/store/boards/people.ts';
import { addBoard } from '#server/usecases/boards/add-board.ts';
import { addPerson, appoint } from '#server/usecases/accounts/add-person.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { addMember } from '#server/usecases/boards/keep-members.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { makeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { newWorld, type World } from '../support/signed-meeting.ts';

export const CONSOLE: Actor = { person: 'console' as PersonId, name: 'Console', admin: true };

export const value = <T>(result: Result<T, unknown>): T => {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
};

export const duty = (which: string) => ({ ok: false, error: { code: 'separate-duties', which } });

export interface DutiesWorld extends World {
	readonly board: BoardId;
	/** Known people by their first name, in any role or none. */
	as(name: string): Promise<Actor>;
	today(): ReturnType<typeof londonDate>;
	/** Their membership of today. */
	membership(name: string): Promise<{ readonly id: string; readonly role: string } | null>;
	meeting(): Promise<MeetingId>;
	line(meeting: MeetingId, name: string): Promise<{ readonly id: string; readonly role: string }>;
	sign(name: string, meeting: MeetingId): ReturnType<typeof signOff>;
	/** Letters since the last question: to whom, and what about. */
	letters(): Promise<string[]>;
	/** Verbs of the audit since the last question. */
	audit(): Promise<string[]>;
}

const mail = (name: string) => `${name.toLowerCase()}@example.org`;

/** Cora chairs, Nell takes the notes, Mo and Ines are members, Ada is administrator and on no board. */
export async function dutiesWorld(): Promise<DutiesWorld> {
	const world = await newWorld();
	// Everybody has been on the board for long.
	world.passes(-LONG_STANDING_MS);
	const { deps, db } = world;
	const chair = { name: 'Cora', email: mail('Cora') };
	const { id: board } = value(await addBoard(deps, CONSOLE, { slug: 'quay', name: 'Quay Board', chair }));
	const as = async (name: string): Promise<Actor> => {
		const person = must(await personByEmail(db, mail(name)), name);
		return { person: person.id, name: person.name, admin: person.admin };
	};
	const cora = await as('Cora');
	for (const [name, role] of [
		['Nell', 'notetaker'],
		['Mo', 'member'],
		['Ines', 'member'],
		['Olive', 'observer']
	] as const)
		value(await addMember(deps, cora, { board, name, email: mail(name), role }));
	value(await addPerson(deps, CONSOLE, { name: 'Ada', email: mail('Ada') }));
	value(await appoint(deps, CONSOLE, mail('Ada')));
	world.passes(LONG_STANDING_MS);
	let lettersSeen = 0;
	let auditSeen = 0;
	const today = () => londonDate(deps.now());
	const made: DutiesWorld = {
		...world,
		board,
		as,
		today,
		async membership(name) {
			const { person } = await as(name);
			return (
				(await membershipsOf(db, board)).find((one) => one.person === person && holdsOn(one, today())) ?? null
			);
		},
		meeting: async () =>
			value(await makeMeeting(deps, await as('Cora'), { board, title: 'Quarterly', date: today() })),
		async line(meeting, name) {
			return must(
				(await rosterOf(db, meeting)).find((one) => one.name === name),
				name
			);
		},
		async sign(name, meeting) {
			const { digest, minutes } = must(await loadMinutes(db, meeting), 'the minutes');
			return signOff(deps, await as(name), { meeting, digest, read: minutes });
		},
		async letters() {
			const rows = await db.selectFrom('letter').select(['to_name', 'subject']).orderBy('id').execute();
			return rows
				.splice(lettersSeen, ((lettersSeen = rows.length), Infinity))
				.map((row) => `${row.to_name}: ${row.subject}`);
		},
		async audit() {
			const rows = await db.selectFrom('audit').select('verb').orderBy('number').execute();
			return rows.splice(auditSeen, ((auditSeen = rows.length), Infinity)).map(({ verb }) => verb);
		}
	};
	await made.letters();
	await made.audit();
	return made;
}
