import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import {
	deleteNotes,
	noteBeside,
	notesOf,
	putNote,
	type PrivateNote
} from '#server/store/remarks/private-notes.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

export const LONGEST_NOTE = 20_000;
/** More items than any agenda has. */
const MOST = 300;

export interface KeepNote {
	readonly meeting: MeetingId;
	readonly item: string;
	/** '' or blanks alone: the note is erased. */
	readonly text: string;
	/** The version the writer saw; '' for none. */
	readonly seen: string;
}

/** `note` null: there is none now. `elsewhere`: nothing was kept, because another window has changed it meanwhile. */
export type Kept =
	| { readonly kind: 'kept'; readonly note: PrivateNote | null }
	| { readonly kind: 'elsewhere'; readonly note: PrivateNote | null };

/**
 * [B7] Whoever runs the meeting may keep notes beside its items that nobody else ever sees: not in the document, not in
 * the record, not in the audit, and no page but their own shows them. They are no part of the minutes, so signing does not
 * freeze them.
 */
export async function keepPrivateNote(
	deps: Deps,
	actor: Actor,
	{ meeting, item, text, seen }: KeepNote
): Promise<Result<Kept, Refusal>> {
	if (parseId(item) === null) return err({ code: 'not-found' });
	if (text.length > LONGEST_NOTE)
		return err({
			code: 'invalid',
			field: 'text',
			message: `A private note has at most ${LONGEST_NOTE.toLocaleString('en-GB')} characters. Shorten it; until then the earlier text stays.`
		});
	return deps.db.transaction().execute(async (store) => {
		const admitted = await admitToMeeting(deps, store, actor, meeting, 'keep-private-notes');
		if (!admitted.ok) return admitted;
		const now = await noteBeside(store, actor.person, meeting, item);
		if ((now?.version ?? '') !== seen && (now?.text ?? '') !== text)
			return ok({ kind: 'elsewhere', note: now });
		if (text.trim() === '') {
			await deleteNotes(store, actor.person, meeting, item);
			return ok({ kind: 'kept', note: null });
		}
		if (now === null && (await notesOf(store, actor.person, meeting)).length >= MOST)
			return err({
				code: 'invalid',
				field: 'text',
				message: `There are ${MOST} private notes in this meeting, which is the most. Erase one first.`
			});
		const note = { item, text, version: deps.newId<string>(), at: deps.now() };
		await putNote(store, actor.person, meeting, note);
		return ok({ kind: 'kept', note });
	});
}

/** One's own, whatever one may still see of that meeting. @param item null: all of the meeting */
export async function erasePrivateNotes(
	deps: Deps,
	actor: Actor,
	meeting: MeetingId,
	item: string | null
): Promise<void> {
	await deleteNotes(deps.db, actor.person, meeting, item);
}
