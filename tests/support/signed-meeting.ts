/** A board with its people and one meeting, written by the real use cases into a real database in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emptyLine, type DraftItem } from '#core/minutes/draft.ts';
import type { AttendanceId, BoardId, MeetingId, MembershipId, PersonId } from '#core/kernel/ids.ts';
import type { Attendance, Role } from '#core/boards/people.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate, clockTime } from '#core/kernel/time.ts';
import { seedUpdate } from '#document/seed.ts';
import { insertBoard, insertMembership } from '#server/store/boards/boards.ts';
import { type Database } from '#server/store/database/database.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { placeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { emptyDatabase } from './empty-data.ts';

export interface Someone {
	readonly name: string;
	readonly email: string | null;
	readonly role: Role;
	/** null: on the board, not on the roster. */
	readonly attendance: Attendance | null;
}

export const EVERYBODY: readonly Someone[] = [
	{ name: 'Petra Lindqvist', email: 'petra@harbour.example', role: 'chair', attendance: null },
	{ name: 'Marek Sobel', email: 'marek@harbour.example', role: 'notetaker', attendance: 'present' },
	{ name: 'Ines Dahl', email: 'ines@harbour.example', role: 'member', attendance: 'present' },
	{ name: 'Tamsin Orrell', email: 'tamsin@police.example', role: 'member', attendance: 'apologies' },
	{ name: 'Wilf Penhale', email: null, role: 'member', attendance: 'present' },
	{ name: 'Osric Bell', email: 'osric@saltmarsh.example', role: 'observer', attendance: 'present' }
];

export interface World {
	readonly dataDir: string;
	readonly db: Database;
	/** Its clock stands still until `passes` moves it. */
	readonly deps: Deps;
	passes(ms: number): void;
	actor(name: string): Actor;
	close(): Promise<void>;
}

export async function newWorld(): Promise<World> {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'minutebook-'));
	const db = await emptyDatabase(dataDir);
	let now = Date.UTC(2031, 6, 24, 9, 0);
	let ids = 0;
	const deps: Deps = {
		db,
		now: () => now,
		newId: <T extends string>() => `id${String(++ids).padStart(18, '0')}` as T
	};
	return {
		dataDir,
		db,
		deps,
		passes: (ms) => void (now += ms),
		actor: (name) => ({ person: personOf(name), name, admin: false }),
		async close() {
			await db.destroy();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

export const personOf = (name: string): PersonId =>
	name
		.toLowerCase()
		.replace(/[^a-z]/g, '')
		.padEnd(20, '0')
		.slice(0, 20) as PersonId;

const BOARD = 'harbourboard00000000' as BoardId;

/** @param more changes to the meeting, for text that is out to harm */
export async function meetingOf(
	world: World,
	more: { readonly people?: readonly Someone[]; readonly title?: string; readonly point?: string } = {}
): Promise<MeetingId> {
	const { db, deps } = world;
	const people = more.people ?? EVERYBODY;
	const date = must(calendarDate('2031-07-23'), 'date');
	if ((await db.selectFrom('board').select('id').where('id', '=', BOARD).executeTakeFirst()) === undefined) {
		await insertBoard(
			db,
			{
				id: BOARD,
				slug: 'harbour',
				name: 'Harbour Safeguarding Board',
				parent: null,
				signingRule: 'any',
				place: 'Guildhall',
				standingItems: []
			},
			deps.now()
		);
		for (const { name, email, role } of people) {
			const person = personOf(name);
			const initials = name.replace(/[^A-Z]/g, '');
			await insertPerson(
				db,
				{ id: person, name, email, initials, agency: 'Harbour', admin: false },
				deps.now()
			);
			await insertMembership(db, {
				id: deps.newId<MembershipId>(),
				board: BOARD,
				person,
				role,
				agency: 'Harbour',
				initials,
				from: must(calendarDate('2020-01-01'), 'date'),
				to: null
			});
		}
	}
	const owner = (written: string) => ({ written, chosen: null, outside: false });
	const items: DraftItem[] = [
		{
			id: deps.newId(),
			printed: null,
			title: 'Introductions and apologies',
			lines: [
				emptyLine('point', deps.newId(), more.point ?? 'Apologies were noted.'),
				{ ...emptyLine('decision', deps.newId(), 'The paper on night visits.'), verb: 'approved' },
				{ ...emptyLine('action', deps.newId(), 'to circulate the guidance'), owners: [owner('ID')] },
				{ ...emptyLine('action', deps.newId(), 'to look at the map'), owners: [owner('TO'), owner('ID')] },
				{
					...emptyLine('action', deps.newId(), 'to inform the office'),
					owners: [owner('Anyone from the Board')]
				}
			]
		}
	];
	return db.transaction().execute((store) =>
		placeMeeting(deps, store, {
			board: BOARD,
			facts: {
				title: more.title ?? 'Harbour Safeguarding Board meeting',
				date,
				start: clockTime('14:00'),
				end: clockTime('16:00'),
				place: 'Guildhall',
				chair: { name: 'Petra Lindqvist', agency: 'Harbour' },
				next: null
			},
			roster: people
				.filter((someone) => someone.attendance !== null)
				.map(({ name, role, attendance }) => ({
					id: deps.newId<AttendanceId>(),
					person: personOf(name),
					name,
					agency: 'Harbour',
					initials: name.replace(/[^A-Z]/g, ''),
					role,
					attendance: attendance ?? 'present',
					deputyFor: null,
					note: ''
				})),
			content: seedUpdate(items),
			origin: 'live',
			createdBy: null
		})
	);
}

export async function signedMeetingOf(
	world: World,
	more: Parameters<typeof meetingOf>[1] = {}
): Promise<MeetingId> {
	const meeting = await meetingOf(world, more);
	await signNow(world, meeting);
	return meeting;
}

/** The chair signs what stands there. */
export async function signNow(world: World, meeting: MeetingId): Promise<void> {
	const { digest, minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
	const signed = await signOff(world.deps, world.actor('Petra Lindqvist'), {
		meeting,
		digest,
		read: minutes
	});
	if (!signed.ok) throw new Error(`not signed: ${signed.error.code}`);
}
