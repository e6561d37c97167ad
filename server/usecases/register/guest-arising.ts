/**
 * [D8] What arises from the last meeting, as somebody sees it who was called to this meeting alone: of the board's actions those
 * that this meeting's own text reports on, and their own. A use case and no view, because it reads the shared document.
 */
import type { ArisingFacts } from '#core/register/arising.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { arisingFacts } from '#server/store/register/arising.ts';
import type { Store } from '#server/store/database/database.ts';
import { currentDocument } from '#server/store/log/epochs.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import { readText } from '#server/usecases/log/read-text.ts';

/** @param meeting a draft that the reader may see */
export async function guestArising(store: Store, meeting: Meeting, reader: PersonId): Promise<ArisingFacts> {
	const facts = await arisingFacts(store, meeting);
	const { reported, agreed } = await pickedIn(store, meeting);
	const shown = new Set<string>(reported);
	const own = await store
		.selectFrom('action_owner')
		.select('action_id')
		.where('board_id', '=', meeting.board)
		.where('person_id', '=', reader)
		.execute();
	for (const { action_id } of own) shown.add(action_id);
	return {
		// Which meeting was the last, which were agreed here, and of their points not even the numbers.
		earlier: facts.earlier
			.filter(({ id }, at) => at === 0 || agreed.has(id))
			.map((one) => ({ ...one, labels: [] })),
		unsigned: null,
		actions: facts.actions.filter(({ id }) => shown.has(id))
	};
}

async function pickedIn(
	store: Store,
	meeting: Meeting
): Promise<{ readonly reported: readonly string[]; readonly agreed: ReadonlySet<string> }> {
	const document = await currentDocument(store, meeting.id);
	if (!document) return { reported: [], agreed: new Set() };
	const { arising } = (await readText(store, document.number)).draft;
	const told = (arising?.reports ?? []).filter(({ outcome, words }) => outcome !== null || words !== '');
	const agreed = (arising?.confirmations ?? []).filter(({ outcome }) => outcome !== null);
	return {
		reported: told.map(({ action }) => action),
		agreed: new Set(agreed.map(({ meeting }) => meeting))
	};
}
