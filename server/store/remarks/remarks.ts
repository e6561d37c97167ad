/** Remarks on the minutes of a meeting, with their replies. What they say never changes (triggers). */
import type { Selectable } from 'kysely';
import type { MeetingId, PersonId, RemarkId } from '#core/kernel/ids.ts';
import { parseAnchor } from '#core/remarks/remark-anchor.ts';
import type { Remark, RemarkState } from '#core/remarks/remarks.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

/** With whose it is, which no page is told. */
export interface KeptRemark extends Remark {
	readonly person: PersonId;
}

const fromRow = (
	row: Selectable<Tables['remark']>,
	replies: readonly Selectable<Tables['remark_reply']>[]
): KeptRemark => ({
	id: row.id,
	kind: row.kind,
	item: row.item,
	line: row.line,
	anchor: row.anchor === null ? null : parseAnchor(JSON.parse(row.anchor)),
	quote: row.quote,
	text: row.text,
	before: row.before,
	person: row.person_id,
	name: row.name,
	at: row.at,
	state: row.state,
	settledBy: row.settled_name,
	settledAt: row.settled_at,
	reason: row.reason,
	replies: replies
		.filter((reply) => reply.remark_id === row.id)
		.map(({ id, name, text, at }) => ({ id, name, text, at }))
});

/** In the order in which they came. */
export async function remarksOf(store: Store, meeting: MeetingId): Promise<KeptRemark[]> {
	const rows = await store
		.selectFrom('remark')
		.selectAll()
		.where('meeting_id', '=', meeting)
		.orderBy('at')
		.orderBy('id')
		.execute();
	if (rows.length === 0) return [];
	const replies = await store
		.selectFrom('remark_reply')
		.innerJoin('remark', 'remark.id', 'remark_reply.remark_id')
		.where('remark.meeting_id', '=', meeting)
		.selectAll('remark_reply')
		.orderBy('remark_reply.at')
		.orderBy('remark_reply.id')
		.execute();
	const byRemark = Map.groupBy(replies, ({ remark_id }) => remark_id);
	return rows.map((row) => fromRow(row, byRemark.get(row.id) ?? []));
}

export async function remarkOf(store: Store, meeting: MeetingId, id: RemarkId): Promise<KeptRemark | null> {
	const row = await store
		.selectFrom('remark')
		.selectAll()
		.where('id', '=', id)
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	if (row === undefined) return null;
	const replies = await store.selectFrom('remark_reply').selectAll().where('remark_id', '=', id).execute();
	return fromRow(row, replies);
}

/** @returns how many a person has open in a meeting */
export async function openRemarksOf(store: Store, meeting: MeetingId, person: PersonId): Promise<number> {
	const row = await store
		.selectFrom('remark')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('meeting_id', '=', meeting)
		.where('person_id', '=', person)
		.where('state', '=', 'open')
		.executeTakeFirst();
	return Number(row?.count ?? 0);
}

export async function insertRemark(
	store: Store,
	meeting: MeetingId,
	remark: Omit<KeptRemark, 'state' | 'settledBy' | 'settledAt' | 'reason' | 'replies'>
): Promise<void> {
	await store
		.insertInto('remark')
		.values({
			id: remark.id,
			meeting_id: meeting,
			kind: remark.kind,
			item: remark.item,
			line: remark.line,
			anchor: remark.anchor === null ? null : JSON.stringify(remark.anchor),
			quote: remark.quote,
			text: remark.text,
			before: remark.before,
			person_id: remark.person,
			name: remark.name,
			at: remark.at,
			state: 'open',
			settled_by: null,
			settled_name: null,
			settled_at: null,
			reason: ''
		})
		.execute();
}

export async function insertReply(
	store: Store,
	reply: {
		readonly id: string;
		readonly remark: RemarkId;
		readonly person: PersonId;
		readonly name: string;
		readonly text: string;
		readonly at: Instant;
	}
): Promise<void> {
	const { remark, person, ...rest } = reply;
	await store
		.insertInto('remark_reply')
		.values({ ...rest, remark_id: remark, person_id: person })
		.execute();
}

/** @param settled null: it is open again */
export async function putRemarkState(
	store: Store,
	id: RemarkId,
	state: RemarkState,
	settled: {
		readonly by: PersonId;
		readonly name: string;
		readonly at: Instant;
		readonly reason: string;
	} | null
): Promise<void> {
	await store
		.updateTable('remark')
		.set({
			state,
			settled_by: settled?.by ?? null,
			settled_name: settled?.name ?? null,
			settled_at: settled?.at ?? null,
			reason: settled?.reason ?? ''
		})
		.where('id', '=', id)
		.execute();
}
