/** What a document may hold, and what is kept before much of it goes. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Refused } from '#core/wire/wire.ts';
import { page, Watched, words } from '../support/watched-relay.ts';

let there: Watched;
afterEach(() => there.close());

test('[R44] a full document says so, takes nothing more, and is still read', async () => {
	there = await Watched.unseen({ limits: { documentBytes: 2000 } });
	const [ann, ben] = [await there.join('ann'), await there.join('ben')];
	ann.sendUpdate(page().type('hello'));
	await ann.heard('ack');
	ann.sendUpdate(page().type('x'.repeat(3000)));
	expect(await ann.heard('nack')).toMatchObject({ index: 1, code: Refused.TooLarge });
	expect(ann.closed).toBe(null);
	ben.sendStep1(new Y.Doc());
	await ben.heard('step2');
	expect(words(ben.doc())).toBe('hello');
});

test('[R52] before one change takes a third of a long text away, all of it is kept', async () => {
	there = await Watched.unseen();
	const ann = await there.join('ann');
	const { doc, type } = page();
	ann.sendUpdate(type('x'.repeat(9000)));
	await ann.heard('ack');
	const strike = (count: number): void => {
		const before = Y.encodeStateVector(doc);
		doc.getText('words').delete(0, count);
		ann.sendUpdate(Y.encodeStateAsUpdate(doc, before));
	};
	strike(1000);
	strike(4000);
	strike(3000);
	await ann.heard('ack', (ack) => ack.count === 4);
	const versions = await there.relay.db.selectFrom('document_version').selectAll().execute();
	expect(versions).toMatchObject([{ reason: 'large-deletion', person_id: 'ann' }]);
	const kept = new Y.Doc();
	for (const { state } of versions) Y.applyUpdate(kept, state);
	expect(words(kept).length).toBeGreaterThanOrEqual(8000);
	expect(words(await there.stored())).toHaveLength(1000);
	await expect(
		there.relay.db.updateTable('document_version').set({ reason: 'large-deletion' }).execute()
	).rejects.toThrow('a version does not change');
});
