import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHAIN_FORMS, type ChainForm } from '#server/store/record/chain-forms.ts';
import { newWorld, type World } from '../support/signed-meeting.ts';
import { wholeRecord } from '../support/whole-record.ts';

let world: World;
beforeAll(async () => {
	world = await newWorld();
	await wholeRecord(world);
});
afterAll(() => world.close());

const names = async (statement: string) =>
	(await sql.raw<{ name: string }>(statement).execute(world.db)).rows.map(({ name }) => name);
/** The newest form of each kind. */
const newest = (): ChainForm[] => [...new Map(CHAIN_FORMS.map((form) => [form.kind, form])).values()];

/** By the checksum beside them, which is entered. */
const HELD: Readonly<Record<string, readonly string[]>> = { log_fold: ['state', 'vector', 'deletes'] };

test('[L5] each column of a table that is entered is in exactly one of its digests', async () => {
	for (const table of new Set(CHAIN_FORMS.map((form) => form.table))) {
		const entered = newest()
			.filter((form) => form.table === table)
			.flatMap(({ columns }) => columns);
		const columns = await names(`SELECT name FROM pragma_table_info('${table}')`);
		expect([...new Set([...entered, ...(HELD[table] ?? [])])].sort(), table).toEqual(columns.sort());
		expect(
			entered.filter((name, at) => name !== 'id' && entered.indexOf(name) !== at),
			table
		).toEqual([]);
	}
});

test('[L5] the triggers digest what the forms say, in that order', async () => {
	const triggers = (
		await sql<{ sql: string }>`SELECT sql FROM sqlite_schema WHERE type = 'trigger'`.execute(world.db)
	).rows.map((row) => row.sql);
	for (const { kind, form, columns } of newest()) {
		const digests = triggers.flatMap((text) =>
			[...text.matchAll(/minutebook_digest\('(\w+)', (\d+), ([^)]*)\)/g)].filter(
				([, named]) => named === kind
			)
		);
		expect(digests.length, kind).toBeGreaterThan(0);
		for (const [, , number, listed] of digests)
			expect([number, (listed ?? '').replace(/(NEW|r)\./g, '')], kind).toEqual([
				String(form),
				columns.join(', ')
			]);
	}
});

test('[L5] each row that is final has one entry, each that lives has the last word', async () => {
	for (const { kind, table, key, where, when } of newest()) {
		const rows = await names(
			`SELECT CAST(${key} AS TEXT) AS name FROM ${table} r ${where === '' ? '' : `WHERE ${where}`} ORDER BY 1`
		);
		const entries = await names(`SELECT subject AS name FROM chain_entry WHERE kind = '${kind}' ORDER BY 1`);
		expect(rows.length, kind).toBeGreaterThan(0);
		expect(when === 'once' ? entries : [...new Set(entries)], kind).toEqual(rows);
	}
});

test('[L4] what belongs to a board is in its chain, the rest in that of the installation', async () => {
	const rows = await sql<{ chain: string; entries: number; last: number }>`
		SELECT chain, count(*) AS entries, max(sequence) AS last FROM chain_entry GROUP BY chain ORDER BY chain`.execute(
		world.db
	);
	expect(rows.rows.map(({ chain }) => chain)).toEqual(['harbourboard00000000', 'installation']);
	expect(rows.rows.every(({ entries, last }) => entries === last)).toBe(true);
});
