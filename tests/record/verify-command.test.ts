/** `minutebook verify` as an administrator types it: heads from a letter or from a line, what is kept, what scripts read. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headLines, headWords } from '#core/record/chain-head.ts';
import { must } from '#core/kernel/result.ts';
import { lastChecks } from '#server/store/record/record-checks.ts';
import { newWorld, type World } from '../support/signed-meeting.ts';
import { wholeRecord } from '../support/whole-record.ts';

const CLI = path.resolve('server/cli.ts');
let world: World;
let letter: string;
beforeAll(async () => {
	world = await newWorld();
	await wholeRecord(world);
	const { text } = await world.db
		.selectFrom('letter')
		.select('text')
		.where('attach', '=', 'minutes-pdf')
		.orderBy('id')
		.executeTakeFirstOrThrow();
	letter = text;
}, 60_000);
afterAll(() => world.close());

function verify(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
	return new Promise((resolve) =>
		execFile(
			process.execPath,
			[CLI, 'verify', ...args],
			{ env: { ...process.env, DATA_DIR: world.dataDir } },
			(error, out, text) => resolve({ code: error === null ? 0 : Number(error.code), out, error: text })
		)
	);
}
async function file(name: string, text: string): Promise<string> {
	const place = path.join(world.dataDir, name);
	await writeFile(place, text);
	return place;
}

test('[L9] verify --head finds the head of a letter that went out, quoted as mail programs do', async () => {
	const quoted = letter.replaceAll('\n', '\n> ');
	const { code, out } = await verify('--head', await file('letter.txt', quoted));
	expect(out).toMatch(
		/the record chain of the board contains it, entry \d+ of \d+, .*\. Nothing before it was rewritten\./
	);
	expect(code).toBe(0);
});

test('[L9] and one that is pasted, in groups or not; one of elsewhere is lost, and no head is none', async () => {
	const { head } = await world.db
		.selectFrom('chain_entry')
		.select('head')
		.where('chain', '=', 'installation')
		.orderBy('sequence', 'desc')
		.limit(1)
		.executeTakeFirstOrThrow();
	for (const said of [head, headWords(head)]) {
		const { code, out } = await verify('--head', said);
		expect(out).toContain('the chain of the installation contains it');
		expect(code).toBe(0);
	}
	const lost = await verify('--head', await file('other.txt', `Dear Ines,\n\n${headLines('ab'.repeat(32))}`));
	expect(lost.out).toContain('no chain here contains it');
	expect(lost.code).toBe(1);
	const none = await verify('--head', await file('none.txt', 'Dear Ines,\n'));
	expect(none.out).toContain('No head of a record chain stands in it.');
	expect(none.code).toBe(1);
	const nowhere = await verify('--head', path.join(world.dataDir, 'no-such-file'));
	expect(nowhere).toMatchObject({ code: 1, out: '' });
	expect(nowhere.error.trim().split('\n')).toHaveLength(1);
}, 60_000);

test('[L8] verify --json is for scripts, --keep for the chairs', async () => {
	const { code, out } = await verify('--json', '--keep', '--head', await file('letter.txt', letter));
	expect(code).toBe(0);
	const said = JSON.parse(out) as Record<string, unknown>;
	expect(said).toMatchObject({
		boards: 1,
		records: 2,
		papers: 1,
		problems: [],
		found: [{ kind: 'found', whole: true }]
	});
	expect(said['heads']).toMatchObject([{ chain: 'harbourboard00000000' }, { chain: 'installation' }]);
	const [kept] = await lastChecks(world.db, 1);
	expect(kept).toMatchObject({ name: 'Console', records: 2, papers: 1, count: 0, entries: said['entries'] });

	await sql`DROP TRIGGER signature_never_changes`.execute(world.db);
	await sql`UPDATE signature SET name = 'Osric Bell'`.execute(world.db);
	const changed = await verify('--json', '--keep', '--head', await file('letter.txt', letter));
	expect(changed.code).toBe(1);
	const { problems } = JSON.parse(changed.out) as {
		problems: { kind: string; board: string | null; what: string }[];
	};
	expect(problems.map(({ kind }) => kind)).toEqual(['law', 'chain', 'chain']);
	expect(problems.at(-1)?.what).toContain('a signature (signature');
	// What stands in the chain is whole: the row is not what was entered.
	expect(must((await lastChecks(world.db, 1))[0], 'the check')).toMatchObject({ count: 3 });
	const told = await world.db
		.selectFrom('letter')
		.select('to_name')
		.where('subject', 'like', '%check of the records found something')
		.execute();
	expect(told).toEqual([{ to_name: 'Petra Lindqvist' }]);
}, 60_000);
