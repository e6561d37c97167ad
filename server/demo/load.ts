/** The demo's data, made by the use cases a real board uses, so that it cannot be a state no board could reach. */
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { sentence } from '#core/kernel/refusal.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { addDays, longDate, londonDate, weekday, type CalendarDate } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { allBoards } from '#server/store/boards/boards.ts';
import { claimLetter, recordAttempt } from '#server/store/mail/outbox.ts';
import { personByEmail } from '#server/store/boards/people.ts';
import { addBoard } from '#server/usecases/boards/add-board.ts';
import { changeMeeting } from '#server/usecases/minutes/change-meeting.ts';
import { circulate, circulationPreview } from '#server/usecases/mail/circulate.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { importMinutes } from '#server/usecases/minutes/import-minutes.ts';
import { addMember } from '#server/usecases/boards/keep-members.ts';
import { keepRoster } from '#server/usecases/roster/keep-roster.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { makeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { proposeItem, setAgendaDates } from '#server/usecases/agenda/plan-agenda.ts';
import { review } from '#server/usecases/record/review.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { attachToolkit, PROPOSAL } from './agenda.ts';
import { reportEarlierActions } from './arising.ts';
import { APOLOGIES, DEPUTY, writeLiveNotes } from './live-notes.ts';
import { PAST_MEETING, pastMinutes } from './past-minutes.ts';
import { keepDemoPhrases } from './phrases.ts';
import { DEMO_BOARD, DEMO_SIGN_INS, DEMO_SUB_GROUP, type DemoBoard } from './people.ts';
import { sayBeside } from './remarks.ts';
import { callDemoRoll } from './roll-call.ts';

/** Those the visitor may be are its oldest members: the sign-in page offers the first of each role. */
const SINCE = { first: '2025-04-01', others: '2025-06-02' } as const;
const INSTALLER: Actor = { person: 'demo' as PersonId, name: 'Demo', admin: true };

/** Does nothing when there is data already. @param origin for the links in letters; @param dataDir for papers */
export async function loadDemo(deps: Deps, origin: string, dataDir: string): Promise<void> {
	if ((await allBoards(deps.db)).length > 0) return;
	const today = londonDate(deps.now());
	const board = await makeBoard(deps, DEMO_BOARD, '');
	const group = await makeBoard(deps, DEMO_SUB_GROUP, DEMO_BOARD.slug);
	const notetaker = await actorAs(deps, 'Notetaker');
	await pastMeeting(deps, origin, board, notetaker, today);
	await liveMeeting(deps, board, notetaker, today, dataDir);
	const planned = await done(
		makeMeeting(deps, notetaker, {
			board,
			title: DEMO_BOARD.name,
			date: nextMeeting(today),
			start: '10:00',
			end: '12:30',
			place: DEMO_BOARD.place
		})
	);
	await done(
		setAgendaDates(deps, notetaker, {
			meeting: planned,
			proposalsUntil: addDays(nextMeeting(today), -21),
			papersBy: addDays(nextMeeting(today), -7)
		})
	);
	await done(proposeItem(deps, await actorAs(deps, 'Member'), { meeting: planned, ...PROPOSAL }));
	await done(
		makeMeeting(deps, notetaker, {
			board: group,
			title: `${DEMO_SUB_GROUP.name} meeting`,
			date: onOrAfter(addDays(today, 14), 2),
			start: '14:00',
			end: '15:30',
			place: DEMO_SUB_GROUP.place
		})
	);
}

/** A Wednesday in about six weeks. */
const nextMeeting = (today: CalendarDate): CalendarDate => onOrAfter(addDays(today, 40), 3);

/** @param day 0 is Sunday */
function onOrAfter(date: CalendarDate, day: number): CalendarDate {
	return addDays(date, (day - weekday(date) + 7) % 7);
}

async function makeBoard(deps: Deps, board: DemoBoard, parent: string): Promise<BoardId> {
	const { slug, name, place, standingItems } = board;
	const since = ({ email }: { readonly email: string }) =>
		DEMO_SIGN_INS.some((one) => one.email === email) ? SINCE.first : SINCE.others;
	const [first, ...others] = [...board.members].sort(
		(a, b) => Number(b.role === 'chair') - Number(a.role === 'chair')
	);
	const chair = must(first, 'a chair');
	const then: Deps = { ...deps, now: () => Date.parse(`${SINCE.others}T09:00Z`) };
	const made = await done(
		addBoard(then, INSTALLER, {
			slug,
			name,
			parent,
			place,
			standingItems,
			chair: { ...chair, from: since(chair) }
		})
	);
	// After that who is on it is for the board: its chair puts the others there.
	const by = await actorOf(deps, chair.email);
	for (const member of others)
		await done(addMember(then, by, { board: made.id, ...member, from: since(member) }));
	await deliverThen(then);
	return made.id;
}

/** What was told to the chairs then, they have long read: it is not among the mail of today. */
async function deliverThen({ db, now }: Deps): Promise<void> {
	for (;;) {
		const letter = await claimLetter(db, now(), now() + 1);
		if (letter === null) return;
		const accepted = { at: now(), outcome: 'accepted', response: 'Read long ago.', next: null } as const;
		await recordAttempt(db, letter, accepted);
	}
}

/** Imported, signed within the week by its chair, sent the day after: each by the one who would have done it, then. */
async function pastMeeting(
	deps: Deps,
	origin: string,
	board: BoardId,
	notetaker: Actor,
	today: CalendarDate
): Promise<void> {
	const chair = await actorAs(deps, 'Chair');
	const then = (days: number, time: string): Deps => ({
		...deps,
		now: () => Math.min(Date.parse(`${addDays(PAST_MEETING, days)}T${time}Z`), deps.now())
	});
	const { meeting } = await done(
		importMinutes(then(2, '14:20'), notetaker, { board, text: pastMinutes(today) })
	);
	const read = must(await review(then(5, '09:10'), chair, meeting), 'the review of the past meeting');
	await done(signOff(then(5, '09:12'), chair, { meeting, digest: read.digest, read: read.minutes }));
	const preview = await done(circulationPreview(deps, notetaker, meeting));
	const people = preview.recipients.flatMap(({ person, address }) =>
		person !== null && address !== null ? [person] : []
	);
	await done(circulate(then(6, '08:45'), notetaker, { meeting, people, extra: '', origin }));
}

/** The one the visitor walks into: roster half kept, two items written, the rest still to come. */
async function liveMeeting(
	deps: Deps,
	board: BoardId,
	notetaker: Actor,
	today: CalendarDate,
	dataDir: string
): Promise<void> {
	const meeting = await done(
		makeMeeting(deps, notetaker, {
			board,
			title: DEMO_BOARD.name,
			date: today,
			start: '10:00',
			end: '12:30',
			place: DEMO_BOARD.place
		})
	);
	const next = nextMeeting(today);
	await done(
		changeMeeting(deps, notetaker, {
			meeting,
			title: DEMO_BOARD.name,
			date: today,
			start: '10:00',
			end: '12:30',
			place: DEMO_BOARD.place,
			nextDate: next,
			nextStart: '10:00',
			nextEnd: '12:30',
			nextPlace: DEMO_BOARD.place
		})
	);
	await keepLiveRoster(deps, meeting, notetaker);
	await callDemoRoll(deps, notetaker, board, meeting);
	await writeLiveNotes(deps, meeting, longDate(next));
	await reportEarlierActions(deps, meeting);
	const { items } = must(await loadMinutes(deps.db, meeting), 'the live minutes').minutes;
	await done(attachToolkit(deps, notetaker, dataDir, meeting, must(items[2], 'the third item').id));
	await keepDemoPhrases(deps, notetaker, board, meeting);
	const [member, observer] = [await actorAs(deps, 'Member'), await actorAs(deps, 'Observer')];
	await sayBeside(deps, done, meeting, { member, observer, notetaker });
}

async function keepLiveRoster(deps: Deps, meeting: MeetingId, notetaker: Actor): Promise<void> {
	const lines = await rosterOf(deps.db, meeting);
	const change = (change: Parameters<typeof keepRoster>[2]['change']) =>
		done(keepRoster(deps, notetaker, { meeting, change }));
	for (const name of APOLOGIES) {
		const line = must(
			lines.find((entry) => entry.name === name),
			`${name} on the roster`
		);
		await change({ kind: 'mark', entry: line.id, attendance: 'apologies' });
	}
	const away = must(
		lines.find((entry) => entry.name === DEPUTY.for),
		`${DEPUTY.for} on the roster`
	);
	await change({ kind: 'add-guest', name: DEPUTY.name, agency: away.agency, deputyFor: away.id });
	for (const entry of lines.slice(0, 12))
		if (!APOLOGIES.includes(entry.name))
			await change({ kind: 'mark', entry: entry.id, attendance: 'present' });
}

async function actorAs(deps: Deps, as: (typeof DEMO_SIGN_INS)[number]['as']): Promise<Actor> {
	const { email } = must(
		DEMO_SIGN_INS.find((one) => one.as === as),
		as
	);
	return actorOf(deps, email);
}

async function actorOf(deps: Deps, email: string): Promise<Actor> {
	const person = must(await personByEmail(deps.db, email), email);
	return { person: person.id, name: person.name, admin: false };
}

/** A refusal here is a bug of ours. */
async function done<T>(attempt: Promise<Result<T, Refusal>>): Promise<T> {
	const result = await attempt;
	if (!result.ok) throw new Error(`The demo could not be made: ${sentence(result.error)}`);
	return result.value;
}
