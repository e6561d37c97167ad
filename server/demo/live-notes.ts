/** What the notetaker of the demo has written so far in the meeting that is in progress. All of it is invented. */
import * as Y from 'yjs';
import { emptyLine, type DraftLine } from '#core/minutes/draft.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { documentName } from '#core/wire/wire.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { addOwner } from '#document/minutes/actions.ts';
import { bodyOf } from '#document/fields.ts';
import { lineElement } from '#document/minutes/line.ts';
import { findDocument, readUpdates } from '#server/store/log/documents.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { planLiveAgenda } from './agenda.ts';

export const APOLOGIES: readonly string[] = ['Gareth Penhale', 'Leonie Brandt'];
export const DEPUTY = { name: 'Callum Reeve', for: 'Leonie Brandt' } as const;

type Words =
	| { readonly kind: 'point' | 'heading' | 'bullet'; readonly text: string }
	| { readonly kind: 'decision'; readonly verb: NonNullable<DraftLine['verb']>; readonly text: string }
	| { readonly kind: 'action'; readonly owners: readonly string[]; readonly text: string };

/** By the place of the item on the agenda; the notes of the last meeting are agreed by a pick, see arising.ts. */
const NOTES = (next: string): readonly (readonly Words[])[] => [
	[
		{ kind: 'point', text: 'The Chair welcomed members. Callum Reeve attended for Leonie Brandt.' },
		{ kind: 'point', text: 'Members introduced themselves for the benefit of those joining online.' }
	],
	[],
	[
		{ kind: 'heading', text: 'Neglect toolkit' },
		{
			kind: 'point',
			text: 'DM reported that the glossary now covers self-neglect (p. 2, para 2.1). Head teachers have had it since half term; two housing associations asked for a shorter version.'
		},
		{ kind: 'action', owners: ['DM'], text: `to draft a two-page version for housing officers by ${next}` },
		{
			kind: 'decision',
			verb: 'noted',
			text: 'The update on the information sharing charter: seven of ten partners have signed.'
		},
		{
			kind: 'action',
			owners: ['PS', 'MZ'],
			text: 'to write to the three remaining partners before the next meeting'
		}
	],
	[
		{ kind: 'point', text: 'FOM gave the update for the police:' },
		{ kind: 'bullet', text: 'The missing persons desk moves to the new building in March??' },
		{ kind: 'bullet', text: 'Return interviews within a day rose from half to two thirds.' },
		// Two people on this board are HB, and Minutebook asks which of them is meant.
		{
			kind: 'action',
			owners: ['HB'],
			text: 'to tell members within 10 working days how many referrals came from schools'
		}
	]
];

/** One update, as the notetaker's editor would have sent it, behind what the document began with. */
export async function writeLiveNotes(deps: Deps, meeting: MeetingId, next: string): Promise<void> {
	await deps.db.transaction().execute(async (store) => {
		const { number } = must(await findDocument(store, documentName(meeting)), 'the document of the meeting');
		const doc = new Y.Doc();
		for (const update of await readUpdates(store, number)) Y.applyUpdate(doc, update);
		const before = Y.encodeStateVector(doc);
		doc.transact(() => {
			planLiveAgenda(doc);
			const items = agenda(doc);
			for (const [place, words] of NOTES(next).entries()) {
				if (words.length === 0) continue;
				const body = must(bodyOf(must(items[place], 'an item of the agenda').item), 'its body');
				body.delete(0, body.length);
				for (const word of words) write(deps, doc, body, word);
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

function write(deps: Pick<Deps, 'newId'>, doc: Y.Doc, body: Y.XmlFragment, words: Words): void {
	const line: DraftLine = {
		...emptyLine(words.kind, deps.newId<string>(), words.text),
		verb: words.kind === 'decision' ? words.verb : null
	};
	body.push([lineElement(line)]);
	if (words.kind === 'action') for (const owner of words.owners) addOwner(doc, line.id, owner);
}
