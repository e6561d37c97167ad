/** Whose each word of a document is, by its log: for whoever writes the words anew. */
import * as Y from 'yjs';
import { Authorship } from '#document/history/authorship.ts';
import type { Store } from '#server/store/database/database.ts';
import { clientsOf } from '#server/store/log/document-clients.ts';
import { framesAfter, historyBase } from '#server/store/log/history.ts';

/** A log as far as it was replayed. */
export interface Replay {
	readonly authorship: Authorship;
	readonly upTo: number;
}

/**
 * @param before goes on with it; null: from where every frame is kept
 * @returns null: it cannot be replayed
 */
export async function replay(store: Store, document: number, before: Replay | null): Promise<Replay | null> {
	const begun = before ?? (await begin(store, document));
	if (begun === null) return null;
	const { authorship } = begun;
	for (let { upTo } = begun; ;) {
		const { frames, last } = await framesAfter(store, document, upTo, Number.MAX_SAFE_INTEGER);
		for (const { frame, person, at } of frames)
			if (!authorship.take(frame, { person, at: at === 0 ? null : at })) return null;
		if (last === null) return { authorship, upTo };
		upTo = last;
	}
}

async function begin(store: Store, document: number): Promise<Replay | null> {
	const base = await historyBase(store, document);
	if (base === null) return null;
	const authorship = new Authorship();
	if (base.kind === 'beginning') return { authorship, upTo: 0 };
	authorship.begin(base.state, await ownersOf(store, document));
	return { authorship, upTo: base.position };
}

/**
 * @param doc as it stands: where the log cannot be replayed, its words are those of whoever has their Yjs client
 * @param before an earlier {@link replay} of the same document
 */
export async function authorshipOf(
	store: Store,
	document: number,
	doc: Y.Doc,
	before: Replay | null
): Promise<Authorship> {
	const replayed = await replay(store, document, before);
	if (replayed) return replayed.authorship;
	const authorship = new Authorship();
	authorship.begin(Y.encodeStateAsUpdate(doc), await ownersOf(store, document));
	return authorship;
}

async function ownersOf(store: Store, document: number): Promise<ReadonlyMap<number, string>> {
	return new Map((await clientsOf(store, document)).map(({ client, person }) => [client, person]));
}
