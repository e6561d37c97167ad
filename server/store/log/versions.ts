/** Texts as they were before one change took much of them away (relay/update/large-deletion.ts). */
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

export interface KeptVersion {
	readonly id: number;
	readonly at: Instant;
	/** Whose change it was. */
	readonly person: PersonId | null;
	/** Their name; null: they are no longer known. */
	readonly name: string | null;
}

/** Newest first. */
export async function versionsOf(store: Store, meeting: MeetingId): Promise<readonly KeptVersion[]> {
	return store
		.selectFrom('document_version')
		.innerJoin('document', 'document.number', 'document_version.document')
		.leftJoin('person', 'person.id', 'document_version.person_id')
		.select([
			'document_version.id',
			'document_version.at',
			'document_version.person_id as person',
			'person.name'
		])
		.where('document.meeting_id', '=', meeting)
		.orderBy('document_version.id', 'desc')
		.execute();
}

/** All of the text as one V1 update; null: the meeting has no such version. */
export async function versionState(store: Store, meeting: MeetingId, id: number): Promise<Uint8Array | null> {
	const row = await store
		.selectFrom('document_version')
		.innerJoin('document', 'document.number', 'document_version.document')
		.select('document_version.state')
		.where('document.meeting_id', '=', meeting)
		.where('document_version.id', '=', id)
		.executeTakeFirst();
	return row?.state ?? null;
}
