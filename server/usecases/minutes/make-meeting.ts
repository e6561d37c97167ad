import { arisingPlaces } from '#core/register/arising.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import type { AttendanceId, BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { MeetingFacts } from '#core/minutes/minutes.ts';
import type { Role, RosterEntry } from '#core/boards/people.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { documentName } from '#core/wire/wire.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { seedUpdate } from '#document/seed.ts';
import { insertRoster } from '#server/store/roster/attendance.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { boardById, membershipsOf, type Board, type Membership } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { createDocument } from '#server/store/log/documents.ts';
import { hasSignedMinutes, insertMeeting } from '#server/store/minutes/meetings.ts';
import { personById } from '#server/store/boards/people.ts';
import { boardTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { followMeeting } from '#server/usecases/register/follow-meeting.ts';
import { lineOf, parseDate, parseLine, parseOptionalDate, parseTime } from '#server/usecases/kernel/parse.ts';

export interface MakeMeeting {
	readonly board: BoardId;
	readonly title: string;
	readonly date: string;
	readonly start?: string;
	readonly end?: string;
	readonly place?: string;
	/** The day it was announced for, when it is on another: what was due then is due on its new day. */
	readonly announced?: string;
}

/** [P6] A chair, co-chair or notetaker makes a meeting; agenda and roster start from what the board is on that day. */
export async function makeMeeting(
	deps: Deps,
	actor: Actor,
	command: MakeMeeting
): Promise<Result<MeetingId, Refusal>> {
	const facts = parseFacts(command);
	if (!facts.ok) return facts;
	const announced = parseOptionalDate('announced', command.announced, 'the day it was announced for');
	if (!announced.ok) return announced;
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, command.board, 'make-meeting');
		if (refusal !== null) return err(refusal);
		return plan(deps, store, command.board, facts.value, actor.person, announced.value);
	});
}

/** The same from the command line, which nobody's membership limits. */
export async function makeMeetingAtConsole(
	deps: Deps,
	command: MakeMeeting
): Promise<Result<MeetingId, Refusal>> {
	const facts = parseFacts(command);
	if (!facts.ok) return facts;
	return deps.db.transaction().execute((store) => plan(deps, store, command.board, facts.value, null));
}

/** A meeting with its roster and the first content of its document, all or nothing. For the import, too. */
export async function placeMeeting(
	deps: Pick<Deps, 'now' | 'newId'>,
	store: Store,
	meeting: {
		readonly board: BoardId;
		readonly facts: MeetingFacts;
		readonly roster: readonly RosterEntry[];
		/** One V1 update, by `seedUpdate`. What is long is made before the transaction, which everybody's words wait for. */
		readonly content: Uint8Array;
		readonly origin: 'live' | 'imported';
		readonly createdBy: PersonId | null;
		/** The day it was announced for, when it is on another. */
		readonly announced?: CalendarDate | null;
	}
): Promise<MeetingId> {
	const id = deps.newId<MeetingId>();
	const at = deps.now();
	await insertMeeting(store, {
		id,
		board: meeting.board,
		...meeting.facts,
		origin: meeting.origin,
		createdBy: meeting.createdBy,
		createdAt: at
	});
	await insertRoster(store, id, meeting.roster);
	await createDocument(store, {
		name: documentName(id),
		meeting: id,
		schema: SCHEMA_VERSION,
		firstUpdate: meeting.content,
		at
	});
	await recordAudit(store, {
		at,
		person: meeting.createdBy,
		verb: meeting.origin === 'imported' ? 'import-meeting' : 'make-meeting',
		subject: id,
		// [D5] Each line of the roster lets somebody in.
		detail: {
			board: meeting.board,
			roster: meeting.roster.flatMap(({ id: entry, person, role }) =>
				person === null ? [] : [{ entry, person, role }]
			)
		}
	});
	const by = meeting.createdBy === null ? null : await personById(store, meeting.createdBy);
	await followMeeting(deps, store, {
		board: meeting.board,
		meeting: id,
		from: meeting.announced === meeting.facts.date ? null : (meeting.announced ?? null),
		to: meeting.facts.date,
		by: by && { person: by.id, name: by.name }
	});
	await raiseTopic(store, boardTopic(meeting.board));
	return id;
}

export function parseFacts(
	command: Omit<MakeMeeting, 'board'>
): Result<Omit<MeetingFacts, 'chair' | 'next'>, Refusal> {
	const title = parseLine('title', command.title, 'a title', 160);
	if (!title.ok) return title;
	const date = parseDate('date', command.date, 'the date of the meeting');
	if (!date.ok) return date;
	const start = parseTime('start', command.start, 'the start');
	if (!start.ok) return start;
	const end = parseTime('end', command.end, 'the end');
	if (!end.ok) return end;
	if (start.value !== null && end.value !== null && end.value <= start.value)
		return err({
			code: 'invalid',
			field: 'end',
			message: 'The end is not after the start. Correct one of them.'
		});
	return ok({
		title: title.value,
		date: date.value,
		start: start.value,
		end: end.value,
		place: lineOf(command.place).slice(0, 200)
	});
}

async function plan(
	deps: Deps,
	store: Store,
	boardId: BoardId,
	facts: Omit<MeetingFacts, 'chair' | 'next'>,
	createdBy: PersonId | null,
	announced: CalendarDate | null = null
): Promise<Result<MeetingId, Refusal>> {
	const board = await boardById(store, boardId);
	if (board === null) return err({ code: 'not-found' });
	const called = calledTo(await membershipsOf(store, boardId), facts.date);
	const chair = called.find((membership) => membership.role === 'chair');
	return ok(
		await placeMeeting(deps, store, {
			board: boardId,
			facts: {
				...facts,
				chair: chair === undefined ? null : { name: chair.name, agency: chair.agency },
				next: null
			},
			roster: called.map((membership) => rosterLine(deps, membership)),
			content: await standingAgenda(deps, store, board),
			origin: 'live',
			createdBy,
			announced
		})
	);
}

export function rosterLine(
	deps: Pick<Deps, 'newId'>,
	member: Pick<Membership, 'person' | 'name' | 'agency' | 'initials' | 'role'>
): RosterEntry {
	return {
		id: deps.newId<AttendanceId>(),
		person: member.person,
		name: member.name,
		agency: member.agency,
		initials: member.initials,
		role: member.role,
		attendance: 'expected',
		deputyFor: null,
		note: ''
	};
}

const ORDER: readonly Role[] = ['chair', 'co-chair', 'notetaker', 'member', 'observer'];

/** Whoever is a member that day, once each role and agency, those who run the meeting first. */
function calledTo(memberships: readonly Membership[], day: CalendarDate): Membership[] {
	const rank = (membership: Membership) => ORDER.indexOf(membership.role);
	return memberships
		.filter((membership) => membership.from <= day && (membership.to === null || day <= membership.to))
		.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'));
}

/** As first content: the standing items; the last meeting's notes and actions stand where they are named, and if nowhere, in an item of their own. */
async function standingAgenda(deps: Pick<Deps, 'newId'>, store: Store, board: Board): Promise<Uint8Array> {
	const { standingItems: titles } = board;
	const named = arisingPlaces(titles);
	const missing = named.notes === null && (await hasSignedMinutes(store, board.id));
	const items = (missing ? [...titles.slice(0, 1), NOTES_AND_ACTIONS, ...titles.slice(1)] : titles).map(
		(title) => ({
			id: deps.newId<string>(),
			printed: null,
			title,
			lines: [emptyLine('point', deps.newId<string>(), '')]
		})
	);
	const places = missing ? arisingPlaces(items.map(({ title }) => title)) : named;
	const idAt = (place: number | null) => (place === null ? null : (items[place]?.id ?? null));
	return seedUpdate(items, { notes: idAt(places.notes), actions: idAt(places.actions) });
}

const NOTES_AND_ACTIONS = 'Notes of the last meeting and matters arising';
