/**
 * Who signs the minutes of a board changes here and nowhere else: at once by one of those who sign, or proposed by one
 * member and confirmed by another, neither of whom gains by it [D1] [D2]; told to every chair, and taken back by any of
 * them within a day [D3].
 */
import { chairWords, hasLapsed, TAKE_BACK_MS, takeBackUntil } from '#core/chairs.ts';
import type { AttendanceId, BoardId, ChairChangeId, MeetingId, MembershipId, PersonId } from '#core/ids.ts';
import { isSigning, parseRole, ROLE_WORDS } from '#core/people.ts';
import { may } from '#core/policy.ts';
import type { Refusal, SeparateDuty } from '#core/refusal.ts';
import { err, must, ok, type Result } from '#core/result.ts';
import { addDays, londonDate, longInstant } from '#core/time.ts';
import { rosterOf, updateRosterEntry } from '#server/store/attendance.ts';
import { recordAudit } from '#server/store/audit.ts';
import { boardById, membershipById, membershipsOf, type Membership } from '#server/store/boards.ts';
import {
	chairChangeById,
	chairChangesOf,
	insertChairChange,
	updateChairChange,
	type ChairChange
} from '#server/store/chair-changes.ts';
import type { Store } from '#server/store/database.ts';
import { meetingById, updateFacts } from '#server/store/meetings.ts';
import { administrators, personById } from '#server/store/people.ts';
import { standingOn } from '#server/store/rights.ts';
import { signedBy } from '#server/store/snapshots.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/topics.ts';
import { admitToBoard } from './admit.ts';
import type { Actor, Deps } from './deps.ts';
import { begin, end, lastKeeper, switchRole } from './move-membership.ts';
import { chairsOf, tell } from './tell-chairs.ts';

const duty = (which: SeparateDuty): Refusal => ({ code: 'separate-duties', which });
const invalid = (field: string, message: string): Refusal => ({ code: 'invalid', field, message });

/** [D3] Done at once, by a chair or at the console: written down, and told to all who signed before or sign now. */
export async function recordChairChange(
	deps: Deps,
	store: Store,
	actor: Actor,
	change: Pick<ChairChange, 'board' | 'person' | 'from' | 'to' | 'ended' | 'until' | 'begun'> &
		Partial<Pick<ChairChange, 'meeting' | 'entry'>>,
	/** The chairs as they were before it. */
	before: readonly PersonId[]
): Promise<ChairChangeId> {
	const now = deps.now();
	const by = { person: actor.person, name: actor.name, at: now };
	const done: ChairChange = {
		id: deps.newId<ChairChangeId>(),
		meeting: null,
		entry: null,
		...change,
		name: must(await personById(store, change.person), 'the person').name,
		state: 'done',
		proposed: by,
		seconded: null,
		approved: null,
		doneAt: now,
		entitled: before,
		settled: null
	};
	await insertChairChange(store, done);
	await note(deps, store, actor, 'change-chair', done);
	await tellOfChange(deps, store, done);
	return done.id;
}

export interface ProposeChair {
	readonly board: BoardId;
	/** Whose role changes: a membership of the board, or, with `meeting`, the line of its roster. */
	readonly membership?: MembershipId | null;
	readonly meeting?: MeetingId | null;
	readonly entry?: AttendanceId | null;
	/** '' ends a membership. */
	readonly to: string;
}

/** [D2] The first of two: nothing changes until somebody else has confirmed it. */
export async function proposeChair(
	deps: Deps,
	actor: Actor,
	command: ProposeChair
): Promise<Result<ChairChangeId, Refusal>> {
	const to = command.to === '' ? '' : parseRole(command.to);
	if (to === null) return err(invalid('to', 'Choose what they are to be.'));
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, command.board, 'propose-chair');
		if (refusal !== null) return err(refusal);
		const about = command.meeting
			? await lineOf(store, command)
			: await membershipOf(deps, store, command.board, command.membership ?? null);
		if (!about.ok) return about;
		const { from, person } = about.value;
		if (from === to || (!isSigning(from) && !isSigning(to)))
			return err(invalid('to', 'That changes nothing about who signs. Choose another role.'));
		if (isSigning(to)) {
			if (person === actor.person) return err(duty('own-role'));
			if ((await personById(store, person))?.disabledAt != null)
				return err(
					invalid('to', 'That person may not sign in, so they cannot sign minutes. Choose another.')
				);
		}
		const open = (await chairChangesOf(store, command.board)).find(
			(other) =>
				(other.state === 'proposed' || other.state === 'seconded') &&
				!hasLapsed(other, deps.now()) &&
				other.person === person &&
				other.meeting === (command.meeting ?? null)
		);
		if (open !== undefined)
			return err({
				code: 'taken',
				field: 'to',
				message: `${open.proposed.name} has proposed something about ${open.name} already. It stands on the members page.`
			});
		const change: ChairChange = {
			id: deps.newId<ChairChangeId>(),
			board: command.board,
			...about.value,
			to,
			begun: null,
			state: 'proposed',
			proposed: { person: actor.person, name: actor.name, at: deps.now() },
			seconded: null,
			approved: null,
			doneAt: null,
			entitled: [],
			settled: null
		};
		await insertChairChange(store, change);
		await note(deps, store, actor, 'propose-chair', change);
		const board = must(await boardById(store, change.board), 'the board');
		await tell(deps, store, [...(await chairsOf(deps, store, board.id)), person], {
			subject: `${board.name}, proposed: ${chairWords(change)}`,
			words: [
				`${actor.name} proposes: ${chairWords(change)}.`,
				'Nothing has changed yet. It happens when a second member, who gains nothing by it, confirms it on the members page.',
				'You are told because you chair this board, or because it is about you.'
			],
			path: pathOf(board.slug, change)
		});
		return ok(change.id);
	});
}

type About = Pick<ChairChange, 'meeting' | 'entry' | 'person' | 'name' | 'ended' | 'until' | 'from'>;

async function membershipOf(
	deps: Deps,
	store: Store,
	board: BoardId,
	id: MembershipId | null
): Promise<Result<About, Refusal>> {
	const found = id === null ? null : await membershipById(store, id);
	if (found === null || found.board !== board || hasEnded(found, deps)) return err({ code: 'not-found' });
	return ok({
		meeting: null,
		entry: null,
		person: found.person,
		name: found.name,
		ended: found.id,
		until: found.to,
		from: found.role
	});
}

const hasEnded = (membership: Membership, deps: Pick<Deps, 'now'>): boolean =>
	membership.to !== null && membership.to < londonDate(deps.now());

async function lineOf(
	store: Store,
	{ board, meeting, entry }: ProposeChair
): Promise<Result<About, Refusal>> {
	const found = meeting ? await meetingById(store, meeting) : null;
	if (found === null || found.board !== board) return err({ code: 'not-found' });
	if (found.state === 'signed') return err({ code: 'already-signed' });
	const line = (await rosterOf(store, found.id)).find(({ id }) => id === entry);
	if (line === undefined || line.person === null)
		return err(invalid('entry', 'Choose somebody on the attendance list who can sign in.'));
	return ok({
		meeting: found.id,
		entry: line.id,
		person: line.person,
		name: line.name,
		ended: null,
		until: null,
		from: line.role
	});
}

/** [D2] The second of two. [D4] The last chair goes only when an administrator, a third person, agrees as well. */
export async function confirmChair(
	deps: Deps,
	actor: Actor,
	command: { readonly change: ChairChangeId }
): Promise<Result<'done' | 'waits for an administrator', Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const change = await chairChangeById(store, command.change);
		if (change === null) return err({ code: 'not-found' });
		const { roles } = await standingOn(store, change.board, actor.person, londonDate(deps.now()));
		const proposes = may({ roles, admin: false }, 'propose-chair');
		if (!proposes && !(actor.admin && change.state === 'seconded'))
			return err(
				may({ roles, admin: actor.admin }, 'read-board') || actor.admin
					? { code: 'not-allowed', what: 'confirm who signs here' }
					: { code: 'not-found' }
			);
		if (change.state !== 'proposed' && change.state !== 'seconded') return err(duty('too-late'));
		if (hasLapsed(change, deps.now())) return err(duty('too-late'));
		if (change.person === actor.person) return err(duty('no-gain'));
		if (change.proposed.person === actor.person)
			return err(duty(change.state === 'proposed' ? 'second-person' : 'third-person'));
		if (change.state === 'seconded') {
			if (!actor.admin || change.seconded?.person === actor.person) return err(duty('third-person'));
			return carryOut(deps, store, actor, {
				...change,
				approved: { person: actor.person, name: actor.name }
			});
		}
		const seconded: ChairChange = {
			...change,
			seconded: { person: actor.person, name: actor.name, at: deps.now() }
		};
		if (!(await isLastChair(deps, store, change))) return carryOut(deps, store, actor, seconded);
		await updateChairChange(store, { ...seconded, state: 'seconded' });
		await note(deps, store, actor, 'second-chair', seconded);
		const board = must(await boardById(store, change.board), 'the board');
		await tell(
			deps,
			store,
			[...(await administrators(store)).map(({ id }) => id), ...(await chairsOf(deps, store, board.id))],
			{
				subject: `${board.name}, an administrator is asked: ${chairWords(change)}`,
				words: [
					`${change.proposed.name} proposed and ${actor.name} confirmed: ${chairWords(change)}.`,
					'This would leave the board without a chair, so an administrator who is neither of the two has to agree. Nothing has changed yet.'
				],
				path: pathOf(board.slug, change)
			}
		);
		return ok('waits for an administrator');
	});
}

/**
 * [D4] Whether nobody else would sign. Whom two people made chair less than a day ago does not count yet: else two could
 * first make their own and then remove the one who could have taken it back.
 */
async function isLastChair(deps: Deps, store: Store, change: ChairChange): Promise<boolean> {
	if (change.meeting !== null || !isSigning(change.from) || isSigning(change.to)) return false;
	const now = deps.now();
	const fresh = new Set(
		(await chairChangesOf(store, change.board))
			.filter((other) => other.seconded !== null && takeBackUntil(other, now) !== null)
			.map(({ person }) => person)
	);
	const others = (await membershipsOf(store, change.board, londonDate(now))).filter(
		(other) =>
			isSigning(other.role) &&
			other.person !== change.person &&
			other.disabledAt === null &&
			!fresh.has(other.person)
	);
	return others.length === 0;
}

/** What two people agreed is done, as a chair would have done it. */
async function carryOut(
	deps: Deps,
	store: Store,
	actor: Actor,
	change: ChairChange
): Promise<Result<'done', Refusal>> {
	const before = await chairsOf(deps, store, change.board);
	const applied =
		change.meeting === null
			? await applyToBoard(deps, store, actor, change)
			: await applyToMeeting(deps, store, actor, change, change.to);
	if (!applied.ok) return applied;
	const done: ChairChange = {
		...change,
		begun: applied.value,
		state: 'done',
		doneAt: deps.now(),
		entitled: before
	};
	await updateChairChange(store, done);
	await note(deps, store, actor, 'confirm-chair', done);
	await tellOfChange(deps, store, done);
	return ok('done');
}

async function applyToBoard(
	deps: Deps,
	store: Store,
	actor: Actor,
	change: ChairChange
): Promise<Result<MembershipId | null, Refusal>> {
	const old = change.ended === null ? null : await membershipById(store, change.ended);
	// Somebody changed it meanwhile.
	if (old === null || old.role !== change.from || hasEnded(old, deps)) return err(duty('too-late'));
	const to = change.to === '' || change.to === 'guest' ? null : change.to;
	if (to === null || !isSigning(to)) {
		const last = addDays(londonDate(deps.now()), -1);
		const left = to === 'notetaker' ? null : await lastKeeper(store, old, last);
		if (left !== null) return err(left);
	}
	if (to !== null) return ok(await switchRole(deps, store, actor, old, to));
	await end(deps, store, actor, old, addDays(londonDate(deps.now()), -1));
	return ok(null);
}

/** [D5] The chair of one meeting is the one printed at its head. */
export async function applyToMeeting(
	deps: Deps,
	store: Store,
	actor: Actor,
	change: Pick<ChairChange, 'meeting' | 'entry'>,
	role: ChairChange['to']
): Promise<Result<null, Refusal>> {
	const meeting = change.meeting === null ? null : await meetingById(store, change.meeting);
	if (meeting === null) return err({ code: 'not-found' });
	if (meeting.state === 'signed') return err({ code: 'already-signed' });
	const roster = await rosterOf(store, meeting.id);
	const entry = roster.find(({ id }) => id === change.entry);
	if (entry === undefined) return err(duty('too-late'));
	const as = role === '' ? 'guest' : role;
	await updateRosterEntry(store, { ...entry, role: as });
	await recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb: 'set-meeting-role',
		subject: meeting.id,
		detail: { entry: entry.id, person: entry.person, from: entry.role, to: as }
	});
	await raiseTopic(store, meetingTopic(meeting.id));
	if (as !== 'chair' && entry.role !== 'chair') return ok(null);
	const chair = as === 'chair' ? entry : roster.find((line) => line.role === 'chair' && line.id !== entry.id);
	await updateFacts(store, meeting.id, {
		...meeting,
		chair: chair === undefined ? null : { name: chair.name, agency: chair.agency }
	});
	return ok(null);
}

/** Whoever proposed it thinks again. */
export async function withdrawChair(
	deps: Deps,
	actor: Actor,
	command: { readonly change: ChairChangeId }
): Promise<Result<null, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const change = await chairChangeById(store, command.change);
		if (change === null || change.proposed.person !== actor.person) return err({ code: 'not-found' });
		if (change.state !== 'proposed' && change.state !== 'seconded') return err(duty('too-late'));
		const by = { person: actor.person, name: actor.name, at: deps.now() };
		await updateChairChange(store, { ...change, state: 'withdrawn', settled: by });
		await note(deps, store, actor, 'withdraw-chair', change);
		return ok(null);
	});
}

/**
 * [D3] Within a day, by anybody who signed before it. A new membership begins as the old one was; what was signed
 * meanwhile stays signed. What two members and an administrator ended, the one it was about cannot take back alone [D4].
 */
export async function takeBackChair(
	deps: Deps,
	actor: Actor,
	command: { readonly change: ChairChangeId }
): Promise<Result<ChairChange, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const change = await chairChangeById(store, command.change);
		if (change === null || !change.entitled.includes(actor.person)) return err({ code: 'not-found' });
		if (takeBackUntil(change, deps.now()) === null) return err(duty('too-late'));
		if (change.approved !== null && change.person === actor.person) return err(duty('own-removal'));
		const before = await chairsOf(deps, store, change.board);
		const undone =
			change.meeting === null
				? await restore(deps, store, actor, change)
				: await applyToMeeting(deps, store, actor, change, change.from);
		if (!undone.ok) return undone;
		const by = { person: actor.person, name: actor.name, at: deps.now() };
		const taken: ChairChange = { ...change, state: 'taken-back', settled: by };
		await updateChairChange(store, taken);
		await note(deps, store, actor, 'take-back-chair', taken);
		const board = must(await boardById(store, change.board), 'the board');
		const after = await chairsOf(deps, store, change.board);
		const signed = await signedBy(store, change);
		await tell(deps, store, [...change.entitled, ...before, ...after, change.person], {
			subject: `${board.name}, taken back: ${chairWords(change)}`,
			words: [
				`${actor.name} has taken this back: ${chairWords(change)}.`,
				`It is again as it was before: ${change.name} is ${change.from === '' ? 'not on the board' : change.from === 'guest' ? 'guest' : ROLE_WORDS[change.from].toLowerCase()}.`,
				...(signed.length === 0
					? []
					: [`${change.name} signed meanwhile, and that stays on the record: ${signed.join('; ')}.`])
			],
			path: pathOf(board.slug, change)
		});
		return ok(taken);
	});
}

async function restore(
	deps: Deps,
	store: Store,
	actor: Actor,
	change: ChairChange
): Promise<Result<null, Refusal>> {
	const today = londonDate(deps.now());
	const begun = change.begun === null ? null : await membershipById(store, change.begun);
	const ended = change.ended === null ? null : await membershipById(store, change.ended);
	// What began was changed again meanwhile: that is another change, taken back by itself.
	if (begun !== null && hasEnded(begun, deps)) return err(duty('too-late'));
	if (begun !== null && ended !== null) {
		await switchRole(deps, store, actor, { ...begun, to: change.until }, ended.role);
		return ok(null);
	}
	if (begun !== null) {
		const left = await lastKeeper(store, begun, addDays(today, -1));
		if (left !== null) return err(left);
		await end(deps, store, actor, begun, addDays(today, -1));
		return ok(null);
	}
	if (ended === null) return err(duty('too-late'));
	const from = ended.to !== null && ended.to >= today ? addDays(ended.to, 1) : today;
	await begin(deps, store, actor, { ...ended, from, to: change.until });
	return ok(null);
}

const pathOf = (slug: string, change: Pick<ChairChange, 'id'>): string =>
	`/boards/${slug}/members/changes/${change.id}`;

async function tellOfChange(deps: Deps, store: Store, change: ChairChange): Promise<void> {
	const board = must(await boardById(store, change.board), 'the board');
	const after = await chairsOf(deps, store, change.board);
	const at = change.doneAt ?? deps.now();
	const by =
		change.proposed.person === 'console'
			? 'Somebody at the command line of the server did this'
			: change.seconded === null
				? `${change.proposed.name} did this`
				: `${change.proposed.name} proposed this and ${change.seconded.name} confirmed it${
						change.approved === null ? '' : `; ${change.approved.name}, administrator, agreed`
					}`;
	await tell(deps, store, [...change.entitled, ...after, change.person], {
		subject: `${board.name}: ${chairWords(change)}`,
		words: [
			`${chairWords(change)}. Chairs and co-chairs sign the minutes of ${board.name}.`,
			`${by} on ${longInstant(at)}.`,
			...(change.entitled.length === 0
				? []
				: [
						`Whoever chaired the board before can take it back until ${longInstant(at + TAKE_BACK_MS)}, with one press on this page. Minutes signed meanwhile stay signed.`
					])
		],
		path: pathOf(board.slug, change)
	});
}

async function note(
	deps: Deps,
	store: Store,
	actor: Actor,
	verb: string,
	change: ChairChange
): Promise<void> {
	await recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb,
		subject: change.board,
		detail: {
			change: change.id,
			person: change.person,
			from: change.from,
			to: change.to,
			...(change.meeting === null ? {} : { meeting: change.meeting }),
			...(change.begun === null ? {} : { membership: change.begun })
		}
	});
	await raiseTopic(store, boardTopic(change.board));
}
