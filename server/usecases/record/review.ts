import type { MeetingId } from '#core/kernel/ids.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { may } from '#core/boards/policy.ts';
import { openPoints, type OpenPoint } from '#core/record/review.ts';
import { signState } from '#core/record/sign-off.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import { foundOn } from '#server/store/record/record-checks.ts';
import { standingAt, standingOn } from '#server/store/boards/rights.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { signaturesOf, signersOf } from './sign-off.ts';
import { tookNotes } from '#server/usecases/minutes/took-notes.ts';

/** What the chair reads before signing. A use case and no view, because it reads the shared document. */
export interface Review {
	readonly meeting: MeetingId;
	readonly board: { readonly id: string; readonly name: string; readonly slug: string };
	readonly state: 'draft' | 'signed';
	readonly minutes: Minutes;
	readonly digest: string;
	readonly open: readonly OpenPoint[];
	readonly maySign: boolean;
	/** [D6] They could sign, but took the notes of this meeting, and the board wants two people for that. */
	readonly tookNotes: boolean;
	readonly rule: 'any' | 'all';
	readonly signatures: readonly {
		readonly name: string;
		readonly role: string;
		readonly at: Instant;
		readonly ofThisText: boolean;
	}[];
	/** Whose signature is still needed. With the rule `any` one of them is enough. */
	readonly missing: readonly { readonly name: string; readonly role: string }[];
	readonly signedByMe: boolean;
	/** How much the last check of the records found on this board; null: not for the reader. */
	readonly checkFound: number | null;
}

/** @returns null for a meeting that is not there or not for this person */
export async function review(deps: Deps, actor: Actor, id: MeetingId): Promise<Review | null> {
	// One transaction, so that text, digest and signatures belong together; it only reads, so that nobody waits for it to write.
	return deps.db
		.transaction()
		.setAccessMode('read only')
		.execute(async (store) => {
			const today = londonDate(deps.now());
			const standing = await standingAt(store, id, actor.person, today);
			if (!may(standing, 'read-meeting')) return null;
			const loaded = await loadMinutes(store, id);
			if (!loaded) return null;
			const { board, minutes, digest, meeting } = loaded;
			const given = await signaturesOf(store, id);
			const ownNotes = !board.oneMayDoBoth && (await tookNotes(store, id, actor.person, today));
			const state = signState(board.signingRule, await signersOf(store, id, board.id, today), given, digest);
			return {
				meeting: id,
				board: { id: board.id, name: board.name, slug: board.slug },
				state: meeting.state,
				minutes,
				digest,
				open: openPoints(minutes, loaded.oddities, loaded.unreported),
				maySign: may(standing, 'sign') && !ownNotes,
				tookNotes: may(standing, 'sign') && ownNotes,
				rule: board.signingRule,
				signatures: given.map(({ name, role, at, digest: of }) => ({
					name,
					role,
					at,
					ofThisText: of === digest
				})),
				missing: state.kind === 'waiting' ? state.missing.map(({ name, role }) => ({ name, role })) : [],
				signedByMe: given.some(({ person, digest: of }) => person === actor.person && of === digest),
				checkFound: may(await standingOn(store, board.id, actor.person, today), 'check-record')
					? await foundOn(store, board.slug)
					: null
			};
		});
}
