/** SIGKILL in the middle of a fold: at every moment the file holds the whole text, and the next fold goes on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { contentOf, foldDocument } from '#server/relay/fold/fold.ts';
import { connect } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { seeded } from '../support/chance.ts';
import { FOLD_POINTS } from '../support/kill-points.ts';
import { openTestRelay, type TestRelay } from '../support/relay.ts';

const seed = Math.trunc(Math.random() * 2 ** 31);
const ROUNDS = Math.max(1, Math.round(Number(process.env['KILLS'] ?? 20) / 60));
const SCRIPT = path.resolve('tests/support/fold-process.ts');

let relay: TestRelay;

beforeEach(async () => {
	relay = await openTestRelay();
});
afterEach(() => relay.close());

test(
	`[R38] killed at each point of a fold, not a word is lost (seed ${seed})`,
	{ timeout: 60_000 + ROUNDS * 30_000 },
	async () => {
		const chance = seeded(seed);
		const name = await relay.meeting('meeting01');
		const document = must(await findDocument(relay.db, name), 'the document').number;
		const sqlite = connect(relay.dataDir, 'NORMAL');
		const insert = sqlite.prepare(
			"INSERT INTO update_log (document, person_id, connection, at, frame) VALUES (?, 'ann', 'c', ?, ?)"
		);
		const doc = new Y.Doc();
		doc.on('update', (update: Uint8Array) => insert.run(document, Date.now(), Buffer.from(update)));
		const text = doc.getText('words');
		const write = (changes: number): void => {
			for (let n = 0; n < changes; n++) {
				const at = chance.below(text.length + 1);
				if (chance.below(4) === 0 && at < text.length) text.delete(at, 1);
				else text.insert(at, `word ${n} `);
			}
		};
		const fold = () =>
			foldDocument(document, textReader(sqlite), foldWriter(sqlite), {
				now: () => Date.now(),
				keep: 86_400_000,
				pause: async () => undefined
			});
		const whole = async (): Promise<void> => expect(contentOf(await relay.stored(name))).toBe(contentOf(doc));

		for (let n = 0; n < 2; n++) {
			write(250);
			await fold();
		}
		for (let round = 0; round < ROUNDS; round++)
			for (const point of FOLD_POINTS) {
				write(250);
				const nth = point.includes('the fold') ? 1 : 1 + chance.below(240);
				const child = spawn(process.execPath, [SCRIPT, relay.dataDir, String(document), point, String(nth)], {
					stdio: 'inherit'
				});
				await once(child, 'exit');
				expect([point, nth, child.signalCode]).toEqual([point, nth, 'SIGKILL']);
				await whole();
				write(5);
				await whole();
				await fold();
				await whole();
				expect(textReader(sqlite)(document)).toMatchObject({ tail: [], damaged: 0 });
			}
		expect(sqlite.prepare('SELECT count(*) FROM update_log').pluck().get()).toBe(0);
		sqlite.close();
		doc.destroy();
	}
);
