import { chairWords, takeBackUntil } from '#core/boards/chairs.ts';
import type { ChairChangeId } from '#core/kernel/ids.ts';
import { ROLE_WORDS } from '#core/boards/people.ts';
import { duty, type Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { addDays, londonDate } from '#core/kernel/time.ts';
import { boardById, hasEnded, membershipById } from '#server/store/boards/boards.ts';
import { chairChangeById, updateChairChange, type ChairChange } from '#server/store/boards/chair-changes.ts';
import type { Store } from '#server/store/database/database.ts';
import { signedBy } from '#server/store/record/snapshots.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { begin, end, lastKeeper, switchRole } from './move-membership.ts';
import { noteChange, pathOf } from './record-chair-change.ts';
import { setMeetingRole } from '#server/usecases/minutes/set-meeting-role.ts';
import { chairsOf, tell } from './tell-chairs.ts';

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
				: await setMeetingRole(deps, store, actor, change, change.from);
		if (!undone.ok) return undone;
		const by = { person: actor.person, name: actor.name, at: deps.now() };
		const taken: ChairChange = { ...change, state: 'taken-back', settled: by };
		await updateChairChange(store, taken);
		await noteChange(deps, store, actor, 'take-back-chair', taken);
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
	if (begun !== null && hasEnded(begun, londonDate(deps.now()))) return err(duty('too-late'));
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
