/** [D2] The first of two who change who signs, and the one who thinks again. */
import { chairWords, hasLapsed } from '#core/boards/chairs.ts';
import type { AttendanceId, BoardId, ChairChangeId, MeetingId, MembershipId } from '#core/kernel/ids.ts';
import { isSigning, parseRole } from '#core/boards/people.ts';
import { duty, type Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { londonDate } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { boardById, hasEnded, membershipById } from '#server/store/boards/boards.ts';
import {
	chairChangeById,
	chairChangesOf,
	insertChairChange,
	updateChairChange,
	type ChairChange
} from '#server/store/boards/chair-changes.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { personById } from '#server/store/boards/people.ts';
import { isLongStanding } from '#server/store/boards/rights.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { noteChange, pathOf } from './record-chair-change.ts';
import { chairsOf, tell } from './tell-chairs.ts';

const invalid = (field: string, message: string): Refusal => ({ code: 'invalid', field, message });

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
		if (!(await isLongStanding(store, command.board, actor.person, deps.now()))) return err(duty('newcomer'));
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
		await noteChange(deps, store, actor, 'propose-chair', change);
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
	if (found === null || found.board !== board || hasEnded(found, londonDate(deps.now())))
		return err({ code: 'not-found' });
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
		await noteChange(deps, store, actor, 'withdraw-chair', change);
		return ok(null);
	});
}
