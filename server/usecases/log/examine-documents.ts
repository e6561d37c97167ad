/**
 * [R90] A look at the shared documents of meetings: what cannot be read, what is left out, what no document can hold. For whoever
 * holds the data directory; like every reader it sets aside what throws.
 */
import type * as Y from 'yjs';
import type { MeetingId } from '#core/kernel/ids.ts';
import { longDate, type Instant } from '#core/kernel/time.ts';
import { readDraft } from '#document/read.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { misfitsOf, type Misfit } from '#document/shape.ts';
import type { Store } from '#server/store/database/database.ts';
import { damagedParts, type DocumentRow } from '#server/store/log/documents.ts';
import { allAside } from '#server/store/log/set-aside.ts';
import { openText } from './open-text.ts';

export interface Examined {
	readonly meeting: MeetingId;
	/** "Board meeting, 29 November 2026". */
	readonly title: string;
	readonly document: string;
	readonly signed: boolean;
	/** [R91] When another epoch took its place, and why: then nothing of it is looked at any more. null: the meeting is written here. */
	readonly replaced: { readonly at: Instant; readonly why: string } | null;
	/** What is wrong, each a sentence without its full stop. */
	readonly findings: readonly string[];
}

/** So many are named one by one; the others are counted. */
const MOST_NAMED = 10;

/** @param meeting null: all of them, one after the other */
export async function* examineDocuments(
	store: Store,
	meeting: MeetingId | null,
	now: () => Instant
): AsyncGenerator<Examined, void> {
	const documents = await store
		.selectFrom('document')
		.innerJoin('meeting', 'meeting.id', 'document.meeting_id')
		.leftJoin('document_epoch as next', 'next.replaces', 'document.number')
		.select([
			'document.number',
			'document.name',
			'document.schema',
			'meeting.id',
			'meeting.title',
			'meeting.date',
			'meeting.state',
			'next.at',
			'next.why'
		])
		.$if(meeting !== null, (query) => query.where('meeting.id', '=', meeting as MeetingId))
		.orderBy('meeting.date')
		.orderBy('document.number')
		.execute();
	for (const { number, name, schema, id, title, date, state, at, why } of documents)
		yield {
			meeting: id,
			title: `${title}, ${longDate(date)}`,
			document: name,
			signed: state === 'signed',
			replaced: at === null ? null : { at, why: why ?? '' },
			findings: at === null ? await findingsOf(store, { number, name, schema, meeting: id }, now) : []
		};
}

/** What is wrong with one document; nothing: it is well. */
export async function findingsOf(
	store: Store,
	document: Pick<DocumentRow, 'number' | 'name' | 'schema' | 'meeting'>,
	now: () => Instant
): Promise<string[]> {
	const findings: string[] = [];
	if (document.schema > SCHEMA_VERSION)
		findings.push(
			`it needs an editor of version ${document.schema}, and this server has ${SCHEMA_VERSION}: nobody can open it here`
		);
	const { frames, folds } = await damagedParts(store, document.number);
	if (frames > 0) findings.push(`${counted(frames, 'frame')} of its log ${are(frames)} not what was written`);
	if (folds > 0)
		findings.push(
			`${counted(folds, 'fold')} of its log ${are(folds)} not what was written or cannot be taken in`
		);
	try {
		const { doc, read } = await openText(store, document.number, misfits, 'doctor', null, now);
		doc.destroy();
		findings.push(...misfitWords(read));
	} catch (error) {
		findings.push(`it cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
	}
	for (const aside of await allAside(store, document.meeting))
		if (aside.document === document.name && aside.what === 'frame')
			findings.push(
				`one frame by ${aside.person ?? 'the server'} of ${new Date(aside.at ?? 0).toISOString()} is left out: ${aside.why}`
			);
	return findings;
}

const misfits = (doc: Y.Doc): readonly Misfit[] => {
	readDraft(doc);
	return misfitsOf(doc);
};

/** What no minutes can hold, each a sentence without its full stop. */
export function misfitWords(all: readonly Misfit[]): string[] {
	const named = all
		.slice(0, MOST_NAMED)
		.map(
			({ path, what, why }) => `it holds ${what} at ${path.map(String).join(' › ').slice(0, 120)}: ${why}`
		);
	const more = all.length - named.length;
	return more > 0 ? [...named, `and ${more} more things that no minutes can hold`] : named;
}

const counted = (number: number, what: string): string =>
	number === 1 ? `one ${what}` : `${number} ${what}s`;
const are = (number: number): string => (number === 1 ? 'is' : 'are');
