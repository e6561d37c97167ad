/**
 * [R88] What is left out when a document is made of its log: frames that throw when they are taken in or read, and folds that
 * do. Whoever finds one writes it down here, and everybody leaves it out from then on: relay, pages, fold and history make
 * the same text of the same log. The frame stays in the log, and with its bytes here.
 */
import type Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

/** A frame that a document could not take in. */
export interface Spoiled {
	readonly position: number;
	readonly why: string;
	/** Its checksum does not hold; otherwise taking it in or reading it threw. */
	readonly checksum?: true;
}

/** Who found it: a part of the house. */
export type Finder = 'opening' | 'fold' | 'minutes' | 'history' | 'doctor' | 'repair';

/**
 * A frame that is found in a log that has been folded: the fold has it in it. It is never as old as that fold, so that the fold
 * is no longer built upon, however the clock went.
 */
const FOUND_AT = `max($at, coalesce((SELECT max(made_at) + 1 FROM log_fold
	WHERE document = $document AND position >= $position), 0))`;

const frame = (foundAt: string) => {
	const from = (table: string) =>
		`SELECT position, document, person_id, connection, at, frame, checksum, $why, ${foundAt}, $by, $cause
		FROM ${table} WHERE position = $position AND document = $document
			AND position NOT IN (SELECT position FROM log_quarantine)`;
	return `INSERT INTO log_quarantine
			(position, document, person_id, connection, at, frame, checksum, why, found_at, found_by, cause)
		${from('update_log')} UNION ALL ${from('folded_log')}`;
};

const FOLD = `INSERT INTO fold_quarantine (document, position, why, found_at, found_by)
	SELECT $document, $position, $why, $at, $by WHERE NOT EXISTS
		(SELECT 1 FROM fold_quarantine WHERE document = $document AND position = $position)`;

export interface AsideWriter {
	/** Belongs in the transaction that writes the fold without them. */
	frames(document: number, frames: readonly Spoiled[], by: Finder, at: Instant): void;
	/** The same for somebody who makes no fold of it. */
	found(document: number, frames: readonly Spoiled[], by: Finder, at: Instant): void;
	fold(document: number, position: number, why: string, by: Finder, at: Instant): void;
}

/** For the connections of the log, which ask nobody to wait. */
export function asideWriter(sqlite: Sqlite.Database): AsideWriter {
	const [folding, finding, fold] = [frame('$at'), frame(FOUND_AT), FOLD].map((text) => sqlite.prepare(text));
	const all =
		(statement: Sqlite.Statement | undefined) =>
		(document: number, frames: readonly Spoiled[], by: Finder, at: Instant): void => {
			for (const { position, why, checksum } of frames)
				statement?.run({ document, position, why, by, at, cause: checksum ? 'checksum' : 'throws' });
		};
	return {
		frames: all(folding),
		found: all(finding),
		fold: (document, position, why, by, at) => void fold?.run({ document, position, why, by, at })
	};
}

/** The same in a transaction of the records, or outside of one. */
export async function setAside(
	store: Store,
	document: number,
	frames: readonly Spoiled[],
	by: Finder,
	at: Instant
): Promise<void> {
	for (const { position, why } of frames) {
		const foundAt = sql<number>`max(${at}, coalesce((SELECT max(made_at) + 1 FROM log_fold
			WHERE document = ${document} AND position >= ${position}), 0))`;
		for (const table of ['update_log', 'folded_log'] as const)
			await store
				.insertInto('log_quarantine')
				.columns([
					...(['position', 'document', 'person_id', 'connection', 'at', 'frame', 'checksum'] as const),
					...(['why', 'found_at', 'found_by', 'cause'] as const)
				])
				.expression((eb) =>
					eb
						.selectFrom(table)
						.select([
							...(['position', 'document', 'person_id', 'connection', 'at', 'frame', 'checksum'] as const),
							sql<string>`${why}`.as('why'),
							foundAt.as('found_at'),
							sql<string>`${by}`.as('found_by'),
							sql<'throws'>`'throws'`.as('cause')
						])
						.where('position', '=', position)
						.where('document', '=', document)
						.where('position', 'not in', eb.selectFrom('log_quarantine').select('position'))
				)
				.execute();
	}
}

export async function setFoldAside(
	store: Store,
	document: number,
	{ position, why }: Spoiled,
	by: Finder,
	at: Instant
): Promise<void> {
	const known = await store
		.selectFrom('fold_quarantine')
		.select('position')
		.where('document', '=', document)
		.where('position', '=', position)
		.executeTakeFirst();
	if (known) return;
	await store
		.insertInto('fold_quarantine')
		.values({ document, position, why, found_at: at, found_by: by })
		.execute();
}

/** How many frames of each of these documents are left out because they throw; none: not in the answer. */
export async function asideAmong(
	store: Store,
	documents: readonly number[]
): Promise<ReadonlyMap<number, number>> {
	if (documents.length === 0) return new Map();
	const rows = await store
		.selectFrom('log_quarantine')
		.select(['document', (eb) => eb.fn.countAll<number>().as('frames')])
		.where('document', 'in', documents)
		.where('cause', '=', 'throws')
		.groupBy('document')
		.execute();
	return new Map(rows.map(({ document, frames }) => [document, frames]));
}

/** What the frames of a document say that throw. */
export async function framesAside(store: Store, document: number): Promise<readonly Uint8Array[]> {
	const rows = await store
		.selectFrom('log_quarantine')
		.select('frame')
		.where('document', '=', document)
		.where('cause', '=', 'throws')
		.execute();
	return rows.map((row) => row.frame);
}

/** One thing that is left out, for whoever keeps the house. */
export interface Aside {
	readonly meeting: MeetingId;
	readonly document: string;
	readonly what: 'frame' | 'fold';
	readonly position: number;
	/** Who wrote the frame; null: the server, or it is a fold. */
	readonly person: string | null;
	/** When the frame came in. */
	readonly at: Instant | null;
	readonly why: string;
	/** 0: before that was written down. */
	readonly foundAt: Instant;
	readonly foundBy: string;
}

/** Newest first. @param meeting null: of all */
export async function allAside(store: Store, meeting: MeetingId | null = null): Promise<readonly Aside[]> {
	const frames = await store
		.selectFrom('log_quarantine as aside')
		.innerJoin('document', 'document.number', 'aside.document')
		.leftJoin('person', 'person.id', 'aside.person_id')
		.select([
			'document.meeting_id as meeting',
			'document.name as document',
			'aside.position',
			'person.name as person',
			'aside.at',
			'aside.why',
			'aside.found_at as foundAt',
			'aside.found_by as foundBy'
		])
		.$if(meeting !== null, (query) => query.where('document.meeting_id', '=', meeting as MeetingId))
		.execute();
	const folds = await store
		.selectFrom('fold_quarantine as aside')
		.innerJoin('document', 'document.number', 'aside.document')
		.select([
			'document.meeting_id as meeting',
			'document.name as document',
			'aside.position',
			'aside.why',
			'aside.found_at as foundAt',
			'aside.found_by as foundBy'
		])
		.$if(meeting !== null, (query) => query.where('document.meeting_id', '=', meeting as MeetingId))
		.execute();
	return [
		...frames.map((row) => ({ ...row, what: 'frame' as const })),
		...folds.map((row) => ({ ...row, what: 'fold' as const, person: null, at: null }))
	].sort((a, b) => b.foundAt - a.foundAt || b.position - a.position);
}

/** Meetings of whose text, as it is written in now, something is left out, latest find first; of what they say, nothing. */
export async function meetingsWithAside(store: Store): Promise<
	readonly {
		readonly meeting: MeetingId;
		readonly board: string;
		readonly date: CalendarDate;
		readonly frames: number;
		readonly foundAt: Instant;
	}[]
> {
	return (
		store
			.selectFrom('log_quarantine as aside')
			.innerJoin('document', 'document.number', 'aside.document')
			.innerJoin('meeting', 'meeting.id', 'document.meeting_id')
			.innerJoin('board', 'board.id', 'meeting.board_id')
			// [R91] What was left out of a text that was set right since is told by the doctor alone.
			.leftJoin('document_epoch as next', 'next.replaces', 'document.number')
			.where('next.replaces', 'is', null)
			.select([
				'meeting.id as meeting',
				'board.name as board',
				'meeting.date',
				(eb) => eb.fn.countAll<number>().as('frames'),
				(eb) => eb.fn.max('aside.found_at').as('foundAt')
			])
			.groupBy('meeting.id')
			.orderBy('foundAt', 'desc')
			.execute()
	);
}
