/** [U13] What is known of the content of a paper, and which contents wait for the scanner. */
import { sql } from 'kysely';
import type { MeetingId, PaperId, PersonId } from '#core/kernel/ids.ts';
import type { PaperCheck } from '#core/agenda/papers.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Database, Store } from '#server/store/database/database.ts';

export interface Checked {
	readonly state: PaperCheck;
	/** What the scanner calls what it found. */
	readonly found: string;
}

/** null: nothing was ever asked about it. */
export async function checkOf(store: Store, sha256: string): Promise<Checked | null> {
	const row = await store
		.selectFrom('paper_check')
		.select(['state', 'found'])
		.where('sha256', '=', sha256)
		.executeTakeFirst();
	return row ?? null;
}

/** What came in just now. Where a scanner is set it is looked at before anybody opens it. */
export async function beginCheck(
	store: Store,
	sha256: string,
	isScanned: boolean,
	at: Instant
): Promise<void> {
	const fresh = {
		state: isScanned ? ('being-checked' as const) : ('not-checked' as const),
		found: '',
		at,
		tries: 0,
		next_at: isScanned ? at : null
	};
	await store
		.insertInto('paper_check')
		.values({ sha256, ...fresh })
		.onConflict((conflict) =>
			conflict.column('sha256').doUpdateSet(fresh).where('paper_check.state', '!=', 'checked')
		)
		.execute();
}

/**
 * At the start, when it is known whether there is a scanner. With one, whatever was never checked waits for it, and can be opened
 * meanwhile as before; without, what waited is not checked, and its page says so: that is the administrator's decision.
 */
export async function settleChecks(db: Database, isScanned: boolean, at: Instant): Promise<void> {
	await db.transaction().execute(async (store) => {
		if (!isScanned) {
			await store
				.updateTable('paper_check')
				.set({ next_at: null })
				.where('next_at', 'is not', null)
				.execute();
			await store
				.updateTable('paper_check')
				.set({ state: 'not-checked', at })
				.where('state', '=', 'being-checked')
				.execute();
			return;
		}
		await store
			.insertInto('paper_check')
			.columns(['sha256', 'state', 'found', 'at', 'tries', 'next_at'])
			.expression((from) =>
				from
					.selectFrom('paper')
					.where('withdrawn_at', 'is', null)
					.where('sha256', 'not in', from.selectFrom('paper_check').select('sha256'))
					.select(({ val, ref }) => [
						ref('sha256').as('sha256'),
						val('not-checked').as('state'),
						val('').as('found'),
						val(at).as('at'),
						val(0).as('tries'),
						val(at).as('next_at')
					])
					.distinct()
			)
			.execute();
		await store
			.updateTable('paper_check')
			.set({ next_at: at })
			.where('state', 'in', ['not-checked', 'being-checked'])
			.where('next_at', 'is', null)
			.execute();
	});
}

export interface DueCheck {
	readonly sha256: string;
	readonly tries: number;
}

/** The one that waits longest. A scanner that died with it lets it wait until `until`. */
export async function claimCheck(db: Database, now: Instant, until: Instant): Promise<DueCheck | null> {
	return db.transaction().execute(async (store) => {
		const due = await store
			.selectFrom('paper_check')
			.select(['sha256', 'tries'])
			.where('next_at', '<=', now)
			.orderBy('next_at')
			.limit(1)
			.executeTakeFirst();
		if (due === undefined) return null;
		await store
			.updateTable('paper_check')
			.set({ next_at: until, tries: due.tries + 1 })
			.where('sha256', '=', due.sha256)
			.execute();
		return due;
	});
}

export async function isAnyCheckDue(db: Database, now: Instant): Promise<boolean> {
	const row = await db
		.selectFrom('paper_check')
		.select('sha256')
		.where('next_at', '<=', now)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

export async function postponeCheck(db: Database, sha256: string, until: Instant): Promise<void> {
	await db.updateTable('paper_check').set({ next_at: until }).where('sha256', '=', sha256).execute();
}

/** A paper whose content an answer was about. */
export interface CheckedRow {
	readonly id: PaperId;
	readonly meeting: MeetingId;
	readonly number: number;
	readonly name: string;
	/** Who attached it. */
	readonly person: PersonId;
}

/** @returns the papers that are this content */
export async function recordCheck(
	store: Store,
	sha256: string,
	{ state, found }: Checked,
	at: Instant
): Promise<readonly CheckedRow[]> {
	await store
		.updateTable('paper_check')
		.set({ state, found: found.slice(0, 200), at, next_at: null })
		.where('sha256', '=', sha256)
		.execute();
	return store
		.selectFrom('paper')
		.select(['id', 'meeting_id as meeting', 'number', 'name', 'person_id as person'])
		.where('sha256', '=', sha256)
		.where('withdrawn_at', 'is', null)
		.execute();
}

/** With the last paper that is this content. What was refused is remembered, so that it is not taken for new. */
export async function forgetCheck(store: Store, sha256: string): Promise<void> {
	await store
		.deleteFrom('paper_check')
		.where('sha256', '=', sha256)
		.where('state', '!=', 'refused')
		.execute();
}

/**
 * Papers whose state says that a scanner has answered, where the record, which is in the chain, has no such answer about that content.
 * A state that nobody recorded would open what was never looked at, or take a paper out of the minutes.
 */
export async function answersWithoutRecord(
	store: Store
): Promise<readonly { readonly meeting: MeetingId; readonly name: string; readonly state: PaperCheck }[]> {
	return store
		.selectFrom('paper')
		.innerJoin('paper_check', 'paper_check.sha256', 'paper.sha256')
		.select(['paper.meeting_id as meeting', 'paper.name', 'paper_check.state'])
		.where('paper.withdrawn_at', 'is', null)
		.where('paper_check.state', 'in', ['checked', 'refused'])
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('audit')
						.select('audit.number')
						.whereRef(
							'audit.verb',
							'=',
							sql<string>`CASE paper_check.state WHEN 'refused' THEN 'refuse-paper' ELSE 'check-paper' END`
						)
						.whereRef(sql<string>`json_extract(audit.detail, '$.sha256')`, '=', 'paper.sha256')
				)
			)
		)
		.execute();
}
