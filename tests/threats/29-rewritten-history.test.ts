/** Threat 29: history rewritten by whoever has the file, with every digest and every chain computed anew. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findHeads } from '#server/usecases/record/find-head.ts';
import { relink, rewriteHistory, tamperFile, type TamperFile } from '../tamper/file.ts';

let file: TamperFile;
let sent: string;
beforeEach(async () => {
	file = await tamperFile();
	await file.lawless();
	sent = file.sqlite
		.prepare<[], string>("SELECT text FROM letter WHERE about = 'minutes' ORDER BY id DESC LIMIT 1")
		.pluck()
		.get()!;
});
afterEach(() => file.close());

test('29 [L9] a letter that went out is found again in the chain while nothing was rewritten', async () => {
	const { chains } = await file.verify();
	expect(findHeads(chains, sent)).toMatchObject([
		{ kind: 'found', chain: 'harbourboard00000000', whole: true }
	]);
	expect(findHeads(chains, 'no head')).toEqual([{ kind: 'none' }]);
});

test('29 [L9] a chain computed anew holds in itself, and no longer contains the head that went out', async () => {
	// So that nothing but the head outside can tell.
	file.sqlite.exec(`UPDATE letter SET text = 'gone'`);
	rewriteHistory(file.sqlite);
	for (const { id, digest } of file.sqlite
		.prepare<[], { id: string; digest: string }>(
			`SELECT id, minutebook_digest('letter', 1, about, attach, circulation_id, id, kind, meeting_id, message_id, subject, text,
			to_address, to_name) AS digest FROM letter`
		)
		.all())
		file.sqlite
			.prepare(`UPDATE chain_entry SET digest = ? WHERE kind = 'letter' AND subject = ?`)
			.run(digest, id);
	relink(file.sqlite);
	const { chains, problems } = await file.verify();
	expect(problems.filter(({ what }) => !/no longer refuses/.test(what))).toEqual([]);
	expect(findHeads(chains, sent)).toMatchObject([{ kind: 'lost' }]);
});

test('29 [L8] letters that were left as they went out give the new chain away by themselves', async () => {
	rewriteHistory(file.sqlite);
	const { problems } = await file.verify();
	expect(problems.map(({ what }) => what)).toContain(
		'the record chain is not the one whose head went out with a letter: it was written anew'
	);
});

test('29 [L9] a chain cut off at its end does not contain what was sent after', async () => {
	file.sqlite.exec(`DELETE FROM chain_entry WHERE chain <> 'installation' AND sequence > 20`);
	const { chains } = await file.verify();
	expect(findHeads(chains, sent)).toMatchObject([{ kind: 'lost' }]);
});
