/** What the notetaker of the demo has picked so far of the last meeting: its notes agreed, four of its actions reported on. */
import * as Y from 'yjs';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { Outcome } from '#core/minutes/minutes.ts';
import { must } from '#core/kernel/result.ts';
import { documentName } from '#core/wire/wire.ts';
import { reportText, setConfirmation, setNewDue, setOutcome, setWords } from '#document/register/arising.ts';
import { arisingFacts } from '#server/store/register/arising.ts';
import { findDocument, readUpdates } from '#server/store/log/documents.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';

interface Report {
	/** Of the action, as signed. */
	readonly about: string;
	readonly outcome: Outcome;
	readonly due?: string;
	readonly words?: string;
}

const REPORTS: readonly Report[] = [
	{ about: 'Ingrid Haslett', outcome: 'done', words: 'She has a place at the induction morning in January.' },
	{ about: 'to send the toolkit', outcome: 'closed' },
	{ about: 'remaining signatures', outcome: 'ongoing', words: 'Seven of ten partners have signed.' },
	{ about: 'tutors’ briefing', outcome: 'new-due', due: 'next meeting' }
];

/** One update, as the notetaker's editor would have sent it. */
export async function reportEarlierActions(deps: Deps, meeting: MeetingId): Promise<void> {
	await deps.db.transaction().execute(async (store) => {
		const { number } = must(await findDocument(store, documentName(meeting)), 'the document of the meeting');
		const { earlier, actions } = await arisingFacts(
			store,
			must(await meetingById(store, meeting), 'the meeting')
		);
		const doc = new Y.Doc();
		for (const update of await readUpdates(store, number)) Y.applyUpdate(doc, update);
		const before = Y.encodeStateVector(doc);
		doc.transact(() => {
			setConfirmation(doc, must(earlier[0], 'the last meeting').id, 'agreed');
			for (const { about, outcome, due = '', words = '' } of REPORTS) {
				const { id } = must(
					actions.find(({ sentence }) => sentence.includes(about)),
					about
				);
				setOutcome(doc, id, outcome);
				setNewDue(doc, id, due);
				setWords(reportText(doc, id), words);
			}
		});
		const frame = Buffer.from(Y.encodeStateAsUpdate(doc, before));
		doc.destroy();
		await store
			.insertInto('update_log')
			.values({ document: number, person_id: null, connection: 'demo', at: deps.now(), frame })
			.execute();
	});
}
