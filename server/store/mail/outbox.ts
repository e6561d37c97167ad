/** Letters waiting, sent and refused. Whoever tells somebody something writes the letter in the same transaction (D12). */
import { HEAD_LABEL, headLines, headsIn, type ChainHead } from '#core/record/chain-head.ts';
import type { CirculationId, LetterId, MeetingId, PersonId, SnapshotId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import { chainEnd, INSTALLATION } from '#server/store/record/chain.ts';
import type { Store } from '#server/store/database/database.ts';

export interface Letter {
	readonly id: LetterId;
	/** What stands before the @ of its Message-ID. The same letter, tried again, has the same. */
	readonly messageId: string;
	readonly kind: 'circulation' | 'sign-in';
	readonly circulation: CirculationId | null;
	readonly meeting: MeetingId | null;
	readonly toName: string;
	readonly toAddress: string;
	readonly subject: string;
	readonly text: string;
	readonly attach: '' | 'minutes-pdf';
	/** What of the meeting it sends; left out: the minutes. */
	readonly about?: 'minutes' | 'agenda';
}

export interface LetterState extends Omit<Letter, 'text' | 'subject' | 'attach' | 'about' | 'kind'> {
	readonly state: 'queued' | 'sent' | 'refused';
	/** How often it was tried. */
	readonly attempts: number;
	readonly nextAttemptAt: Instant;
	/** The other server's last words. */
	readonly response: string;
	readonly createdAt: Instant;
	readonly settledAt: Instant | null;
}

export interface WaitingLetter extends Letter {
	readonly attempts: number;
	readonly createdAt: Instant;
}

/**
 * [P10] What stands in for a letter that nobody is to get: a row like it, with a code that opens nothing, so that writing none takes as
 * long as writing one. Nothing reads it, and it is gone after an hour.
 */
export async function keepUnsent(store: Store, letter: Letter, now: Instant): Promise<void> {
	await store
		.insertInto('unsent_letter')
		.values({
			id: letter.id,
			message_id: letter.messageId,
			to_name: letter.toName,
			to_address: letter.toAddress,
			subject: letter.subject,
			text: letter.text,
			created_at: now
		})
		.execute();
}

/**
 * Writes the letter, with the head of the record chain of its board at its foot, as it was before the letter itself [L9].
 * Throws when a letter with that Message-ID stands already: look with {@link letterStanding} in the same transaction.
 */
export async function queueLetter(store: Store, letter: Letter, now: Instant): Promise<void> {
	const head = letter.kind === 'sign-in' ? null : await headBefore(store, letter.meeting);
	await store
		.insertInto('letter')
		.values({
			id: letter.id,
			message_id: letter.messageId,
			kind: letter.kind,
			circulation_id: letter.circulation,
			meeting_id: letter.meeting,
			to_name: letter.toName,
			to_address: letter.toAddress,
			subject: letter.subject,
			text: head === null ? letter.text : `${letter.text.trimEnd()}\n\n${headLines(head)}`,
			attach: letter.attach,
			about: letter.about ?? 'minutes',
			next_attempt_at: now,
			created_at: now,
			settled_at: null
		})
		.execute();
}

async function headBefore(store: Store, meeting: MeetingId | null): Promise<ChainHead | null> {
	const row =
		meeting === null
			? undefined
			: await store.selectFrom('meeting').select('board_id').where('id', '=', meeting).executeTakeFirst();
	return (await chainEnd(store, row?.board_id ?? INSTALLATION))?.head ?? null;
}

/** null: there is none with that Message-ID. */
export async function letterStanding(
	store: Store,
	messageId: string
): Promise<{ readonly id: LetterId; readonly state: LetterState['state'] } | null> {
	const row = await store
		.selectFrom('letter')
		.select(['id', 'state'])
		.where('message_id', '=', messageId)
		.executeTakeFirst();
	return row ?? null;
}

/** A refused letter is to be tried once more; it stays the same letter. */
export async function queueAgain(store: Store, id: LetterId, now: Instant): Promise<void> {
	await store
		.updateTable('letter')
		.set({ state: 'queued', next_attempt_at: now, created_at: now, settled_at: null, attempts: 0 })
		.where('id', '=', id)
		.where('state', '=', 'refused')
		.execute();
}

/** Nothing that waits goes to that address any more. */
export async function refuseQueuedTo(store: Store, address: string, at: Instant): Promise<void> {
	await store
		.updateTable('letter')
		.set({ state: 'refused', response: 'Not sent: the person was disabled.', settled_at: at })
		.where('state', '=', 'queued')
		.where((where) => where.eb(where.fn<string>('lower', ['to_address']), '=', address.toLowerCase()))
		.execute();
}

export async function insertCirculation(
	store: Store,
	row: {
		readonly id: CirculationId;
		readonly meeting: MeetingId;
		readonly snapshot: SnapshotId;
		readonly sentBy: PersonId;
		readonly sentAt: Instant;
	}
): Promise<void> {
	await store
		.insertInto('circulation')
		.values({
			id: row.id,
			meeting_id: row.meeting,
			snapshot_id: row.snapshot,
			sent_by: row.sentBy,
			sent_at: row.sentAt
		})
		.execute();
}

/** Every letter that carries the minutes of a meeting, or its agenda, by name. */
export async function lettersAbout(
	store: Store,
	meeting: MeetingId,
	about: 'minutes' | 'agenda' = 'minutes'
): Promise<LetterState[]> {
	return store
		.selectFrom('letter')
		.select([
			'id',
			'message_id as messageId',
			'circulation_id as circulation',
			'meeting_id as meeting',
			'to_name as toName',
			'to_address as toAddress',
			'state',
			'attempts',
			'next_attempt_at as nextAttemptAt',
			'response',
			'created_at as createdAt',
			'settled_at as settledAt'
		])
		.where('meeting_id', '=', meeting)
		.where('kind', '=', 'circulation')
		.where('about', '=', about)
		.orderBy('to_name')
		.orderBy('to_address')
		.execute();
}

/**
 * Takes one letter that is due and keeps it from any other courier until `until`: a courier that dies in the middle
 * leaves it to be tried again, as the same letter, after that. @returns null when nothing is due
 */
export async function claimLetter(store: Store, now: Instant, until: Instant): Promise<WaitingLetter | null> {
	const row = await store
		.updateTable('letter')
		.set({ next_attempt_at: until })
		.where('id', '=', (where) =>
			where
				.selectFrom('letter')
				.select('id')
				.where('state', '=', 'queued')
				.where('next_attempt_at', '<=', now)
				.orderBy('next_attempt_at')
				.orderBy('created_at')
				.limit(1)
		)
		.returning([
			'id',
			'message_id as messageId',
			'kind',
			'circulation_id as circulation',
			'meeting_id as meeting',
			'to_name as toName',
			'to_address as toAddress',
			'subject',
			'text',
			'attach',
			'attempts',
			'created_at as createdAt'
		])
		.executeTakeFirst();
	return row ?? null;
}

export async function anythingDue(store: Store, now: Instant): Promise<boolean> {
	const row = await store
		.selectFrom('letter')
		.select('id')
		.where('state', '=', 'queued')
		.where('next_attempt_at', '<=', now)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/** What came of one attempt. A settled sign-in letter forgets its text, which holds the code. */
export async function recordAttempt(
	store: Store,
	letter: Pick<WaitingLetter, 'id' | 'kind' | 'attempts'>,
	attempt: {
		readonly at: Instant;
		readonly outcome: 'accepted' | 'refused' | 'failed';
		readonly response: string;
		/** When to try again; null: it is settled. */
		readonly next: Instant | null;
	}
): Promise<void> {
	const { at, outcome, response, next } = attempt;
	await store.insertInto('attempt').values({ letter_id: letter.id, at, outcome, response }).execute();
	await store
		.updateTable('letter')
		.set({
			attempts: letter.attempts + 1,
			response,
			...(next === null
				? { state: outcome === 'accepted' ? ('sent' as const) : ('refused' as const), settled_at: at }
				: { next_attempt_at: next }),
			...(next === null && letter.kind === 'sign-in' ? { text: '' } : {})
		})
		.where('id', '=', letter.id)
		.execute();
}

/** The heads that stand at the foot of letters, each with the chain it was of. */
export async function headsSent(
	store: Store
): Promise<readonly { readonly chain: string; readonly head: ChainHead }[]> {
	const rows = await store
		.selectFrom('letter')
		.leftJoin('meeting', 'meeting.id', 'letter.meeting_id')
		.select(['letter.text', 'meeting.board_id as board'])
		.where('letter.kind', '<>', 'sign-in')
		.execute();
	return rows.flatMap(({ text, board }) => {
		const at = text.lastIndexOf(`\n${HEAD_LABEL}: `);
		const [head] = at === -1 ? [] : headsIn(text.slice(at));
		return head === undefined ? [] : [{ chain: board ?? INSTALLATION, head }];
	});
}
