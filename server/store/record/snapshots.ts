/** The signed records. Rows are written by sign-off and never change (triggers). */
import type { BoardId, MeetingId, PersonId, SnapshotId } from '#core/kernel/ids.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { longDate, type Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

export interface Snapshot {
	readonly id: SnapshotId;
	readonly meeting: MeetingId;
	readonly board: BoardId;
	readonly sequence: number;
	/** Canonical JSON of `Minutes`, as hashed. */
	readonly canonical: string;
	readonly text: string;
	/** Hex, of `canonical`. */
	readonly sha256: string;
	readonly previous: string | null;
	readonly createdAt: Instant;
}

export interface Signature {
	readonly name: string;
	readonly role: string;
	/** Hex: what the signer had on screen. */
	readonly digest: string;
	readonly signedAt: Instant;
}

/** A snapshot as it is shown, printed and mailed, with the signatures under this very text. */
export interface SignedRecord {
	readonly snapshot: Snapshot;
	readonly minutes: Minutes;
	readonly signatures: readonly Signature[];
}

const COLUMNS = [
	'id',
	'meeting_id as meeting',
	'board_id as board',
	'sequence',
	'canonical',
	'text',
	'sha256',
	'previous',
	'created_at as createdAt'
] as const;

/** null: the meeting is not signed. */
export async function signedRecord(store: Store, meeting: MeetingId): Promise<SignedRecord | null> {
	const snapshot = await store
		.selectFrom('snapshot')
		.select(COLUMNS)
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	if (snapshot === undefined) return null;
	return {
		snapshot,
		minutes: JSON.parse(snapshot.canonical) as Minutes,
		signatures: (await signaturesOf(store, meeting)).filter(({ digest }) => digest === snapshot.sha256)
	};
}

/** In the order in which they were given. */
export async function signaturesOf(store: Store, meeting: MeetingId): Promise<Signature[]> {
	return store
		.selectFrom('signature')
		.select(['name', 'role', 'digest', 'signed_at as signedAt'])
		.where('meeting_id', '=', meeting)
		.orderBy('signed_at')
		.orderBy('id')
		.execute();
}

/** The snapshots of one board in the order of their chain. */
export async function chainOf(store: Store, board: BoardId): Promise<Snapshot[]> {
	return store
		.selectFrom('snapshot')
		.select(COLUMNS)
		.where('board_id', '=', board)
		.orderBy('sequence')
		.execute();
}

/** The shared document as it stood when it was signed: one Yjs update. */
export async function signedState(store: Store, snapshot: SnapshotId): Promise<Uint8Array> {
	const row = await store
		.selectFrom('snapshot')
		.select('state')
		.where('id', '=', snapshot)
		.executeTakeFirstOrThrow();
	return row.state;
}

/** "Quarterly, 24 July 2031" of each minutes of a board that somebody signed since they became chair, until that was taken back. */
export async function signedBy(
	store: Store,
	chair: {
		readonly board: BoardId;
		readonly person: PersonId;
		readonly doneAt: Instant | null;
		readonly settled: { readonly at: Instant } | null;
	}
): Promise<string[]> {
	if (chair.doneAt === null) return [];
	const rows = await store
		.selectFrom('signature')
		.innerJoin('meeting', 'meeting.id', 'signature.meeting_id')
		.select(['meeting.title', 'meeting.date'])
		.where('signature.person_id', '=', chair.person)
		.where('meeting.board_id', '=', chair.board)
		.where('signature.signed_at', '>=', chair.doneAt)
		.where('signature.signed_at', '<=', chair.settled?.at ?? Number.MAX_SAFE_INTEGER)
		.orderBy('signature.signed_at')
		.execute();
	return rows.map(({ title, date }) => `${title}, ${longDate(date)}`);
}
