/**
 * What open pages listen to. Every use case that changes what a page shows raises the topic in the same transaction;
 * the relay sees the version move and tells the browsers, which then ask for the page's data again.
 */
import { sql } from 'kysely';
import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import type { Store } from './database.ts';

export type Topic = `meeting/${string}` | `board/${string}` | 'mailbox';

export const meetingTopic = (id: MeetingId): Topic => `meeting/${id}`;
export const boardTopic = (id: BoardId): Topic => `board/${id}`;

export async function raiseTopic(store: Store, ...topics: readonly Topic[]): Promise<void> {
	for (const name of topics)
		await store
			.insertInto('topic')
			.values({ name, version: 1 })
			.onConflict((conflict) => conflict.column('name').doUpdateSet({ version: sql`version + 1` }))
			.execute();
}

export async function topicVersion(store: Store, name: string): Promise<number> {
	const row = await store.selectFrom('topic').select('version').where('name', '=', name).executeTakeFirst();
	return row?.version ?? 0;
}

export async function topicVersions(
	store: Store,
	names: readonly string[]
): Promise<ReadonlyMap<string, number>> {
	if (names.length === 0) return new Map();
	const rows = await store
		.selectFrom('topic')
		.select(['name', 'version'])
		.where('name', 'in', names)
		.execute();
	return new Map(rows.map(({ name, version }) => [name, version]));
}
