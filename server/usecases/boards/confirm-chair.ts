/** [D2] [D4] The second of two who change who signs, and the administrator where nobody would be left. */
import { chairWords, hasLapsed, takeBackUntil } from '#core/boards/chairs.ts';
import type { ChairChangeId, MembershipId } from '#core/kernel/ids.ts';
import { isSigning } from '#core/boards/people.ts';
import { may } from '#core/boards/policy.ts';
import { duty, type Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { addDays, londonDate } from '#core/kernel/time.ts';
import { boardById, hasEnded, membershipById, membershipsOf } from '#server/store/boards/boards.ts';
import {
	chairChangeById,
	chairChangesOf,
	updateChairChange,
	type ChairChange
} from '#server/store/boards/chair-changes.ts';
import type { Store } from '#server/store/database/database.ts';
import { administrators } from '#server/store/boards/people.ts';
import { isLongStanding, standingOn } from '#server/store/boards/rights.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { end, lastKeeper, switchRole } from './move-membership.ts';
import { noteChange, pathOf, tellOfChange } from './record-chair-change.ts';
import { setMeetingRole } from '#server/usecases/minutes/set-meeting-role.ts';
import { chairsOf, tell } from './tell-chairs.ts';

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
		if (change.state === 'proposed' && !(await isLongStanding(store, change.board, actor.person, deps.now())))
			return err(duty('newcomer'));
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
		await noteChange(deps, store, actor, 'second-chair', seconded);
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
			: await setMeetingRole(deps, store, actor, change, change.to);
	if (!applied.ok) return applied;
	const done: ChairChange = {
		...change,
		begun: applied.value,
		state: 'done',
		doneAt: deps.now(),
		entitled: before
	};
	await updateChairChange(store, done);
	await noteChange(deps, store, actor, 'confirm-chair', done);
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
	if (old === null || old.role !== change.from || hasEnded(old, londonDate(deps.now())))
		return err(duty('too-late'));
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
