/**
 * [R90] A look at the shared documents of meetings: what cannot be read, what is left out, what no document can hold. For whoever
 * holds the data directory; like every reader it sets aside what throws.
 */
import type * as Y from 'yjs';
import type { MeetingId } from '#core/ids.ts';
import { longDate, type Instant } from '#core/time.ts';
import { readDraft } from '#document/read.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { misfitsOf } from '#document/shape.ts';
import type { Store } from '#server/store/database.ts';
import { damagedParts } from '#server/store/documents.ts';
import { allAside } from '#server/store/set-aside.ts';
import { openText } from './open-text.ts';

export interface Examined {
	readonly meeting: MeetingId;
	/** "Board meeting, 29 November 2026". */
	readonly title: string;
	readonly document: string;
	readonly signed: boolean;
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
		.select([
			'document.number',
			'document.name',
			'document.schema',
			'meeting.id',
			'meeting.title',
			'meeting.date',
			'meeting.state'
		])
		.$if(meeting !== null, (query) => query.where('meeting.id', '=', meeting as MeetingId))
		.orderBy('meeting.date')
		.orderBy('document.number')
		.execute();
	for (const { number, name, schema, id, title, date, state } of documents)
		yield {
			meeting: id,
			title: `${title}, ${longDate(date)}`,
			document: name,
			signed: state === 'signed',
			findings: await findingsOf(store, { number, name, schema, id }, now)
		};
}

async function findingsOf(
	store: Store,
	document: {
		readonly number: number;
		readonly name: string;
		readonly schema: number;
		readonly id: MeetingId;
	},
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
		for (const misfit of read.slice(0, MOST_NAMED)) findings.push(misfit);
		if (read.length > MOST_NAMED)
			findings.push(`and ${read.length - MOST_NAMED} more things that no minutes can hold`);
	} catch (error) {
		findings.push(`it cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
	}
	for (const aside of await allAside(store, document.id))
		if (aside.document === document.name && aside.what === 'frame')
			findings.push(
				`one frame by ${aside.person ?? 'the server'} of ${new Date(aside.at ?? 0).toISOString()} is left out: ${aside.why}`
			);
	return findings;
}

const misfits = (doc: Y.Doc): string[] => {
	readDraft(doc);
	return misfitsOf(doc).map(
		({ path, what, why }) => `it holds ${what} at ${path.map(String).join(' › ').slice(0, 120)}: ${why}`
	);
};

const counted = (number: number, what: string): string =>
	number === 1 ? `one ${what}` : `${number} ${what}s`;
const are = (number: number): string => (number === 1 ? 'is' : 'are');
