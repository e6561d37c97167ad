/**
 * [L1] What a law of the database keeps, no REPLACE takes away: the attack of a console that has dropped nothing, with
 * `recursive_triggers` off, on every table that has a law.
 */
import Sqlite from 'better-sqlite3';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASE_FILE, connect } from '#server/store/database/database.ts';
import { newWorld, type World } from '../support/signed-meeting.ts';
import { wholeRecord } from '../support/whole-record.ts';

let world: World;
let console_: Sqlite.Database;

beforeAll(async () => {
	world = await newWorld();
	await wholeRecord(world);
	await sql`INSERT INTO device_key SELECT id, randomblob(32), 0 FROM person`.execute(world.db);
	console_ = new Sqlite(path.join(world.dataDir, DATABASE_FILE));
	console_.pragma('recursive_triggers = OFF');
	console_.pragma('foreign_keys = OFF');
	// Whoever attacks can write a function of that name, too.
	console_.function('minutebook_digest', { varargs: true }, () => 'made up');
	console_.aggregate('minutebook_seal', {
		varargs: true,
		start: 0,
		step: () => 0,
		result: () => Buffer.from('made up')
	});
});
afterAll(async () => {
	console_.close();
	await world.close();
});

interface Column {
	readonly name: string;
	readonly type: string;
	readonly pk: number;
}
const columnsOf = (table: string) =>
	console_.prepare<[string], Column>('SELECT name, type, pk FROM pragma_table_info(?)').all(table);
const hasRowid = (table: string) =>
	console_.prepare<[string], number>('SELECT wr FROM pragma_table_list WHERE name = ?').pluck().get(table) ===
	0;
const lawful = () =>
	console_
		.prepare<[], string>(
			`SELECT DISTINCT l.tbl_name FROM sqlite_schema l JOIN sqlite_schema t ON t.name = l.tbl_name AND t.type = 'table'
			WHERE l.type = 'trigger' ORDER BY 1`
		)
		.pluck()
		.all();
const rowsOf = (table: string) =>
	console_
		.prepare<[], Record<string, unknown>>(
			`SELECT ${hasRowid(table) ? 'rowid AS rowid_, ' : ''}* FROM ${table}`
		)
		.all();

/** Tries it, and takes it back. @returns the rows that stood there before and do not stand there after */
function lost(table: string, attack: string): string[] {
	const before = rowsOf(table).map((row) => JSON.stringify(row));
	console_.exec('SAVEPOINT attack');
	try {
		console_.exec(attack);
	} catch {
		// Refused.
	}
	const after = new Set(rowsOf(table).map((row) => JSON.stringify(row)));
	if (console_.inTransaction) console_.exec('ROLLBACK TO attack; RELEASE attack');
	return before.filter((row) => !after.has(row));
}

/** SQL for what differs from the value of a column and still fits it. */
const other = ({ name, type }: Column): string =>
	type === 'INTEGER'
		? `${name} + 1000`
		: type === 'BLOB'
			? `CAST(${name} || x'01' AS BLOB)`
			: `${name} || 'x'`;

function attacksOn(table: string): string[] {
	const columns = columnsOf(table);
	const names = columns.map(({ name }) => name).join(', ');
	const rowid = hasRowid(table);
	const keys = columns.filter(({ pk }) => pk > 0);
	const changed = (change: (column: Column) => boolean) =>
		columns.map((column) => (change(column) ? other(column) : column.name)).join(', ');
	const attacks: string[] = [];
	for (const verb of ['INSERT OR REPLACE', 'REPLACE']) {
		for (const { name } of columns)
			attacks.push(
				`${verb} INTO ${table} (${names}) SELECT ${changed((column) => column.name === name)} FROM ${table}`
			);
		attacks.push(`${verb} INTO ${table} (${names}) SELECT ${names} FROM ${table} LIMIT 1`);
		// The key that nobody sees.
		if (rowid)
			attacks.push(
				`${verb} INTO ${table} (rowid, ${names}) SELECT rowid, ${changed(({ name, type, pk }) => type === 'TEXT' && (pk > 0 || /^(id|message_id|name|reference|item)$/.test(name)))} FROM ${table}`
			);
	}
	for (const { name } of keys) {
		attacks.push(`UPDATE OR REPLACE ${table} SET ${name} = (SELECT min(${name}) FROM ${table})`);
		attacks.push(
			`UPDATE OR REPLACE ${table} SET ${name} = (SELECT max(${name}) FROM ${table}) WHERE ${name} = (SELECT min(${name}) FROM ${table})`
		);
	}
	if (rowid)
		attacks.push(
			`UPDATE OR REPLACE ${table} SET rowid = (SELECT max(rowid) FROM ${table}) WHERE rowid = (SELECT min(rowid) FROM ${table})`
		);
	const conflict = keys.map(({ name }) => name).join(', ');
	for (const column of columns.filter(({ pk }) => pk === 0))
		attacks.push(
			`INSERT INTO ${table} (${names}) SELECT ${names} FROM ${table} WHERE true ON CONFLICT (${conflict}) DO UPDATE SET ${column.name} = ${table}.${other(column)}`
		);
	return attacks;
}

test('[L1] the attack works where no law stands', () => {
	expect(
		lost(
			'device_key',
			'INSERT OR REPLACE INTO device_key (person_id, key, created_at) SELECT person_id, zeroblob(32), created_at FROM device_key'
		)
	).not.toEqual([]);
});

test('[L1] no row of a table with a law is replaced, whatever key is taken and whatever is said on conflict', () => {
	const tables = lawful();
	expect(tables.length).toBeGreaterThan(20);
	expect(tables.filter((table) => rowsOf(table).length === 0)).toEqual([]);
	const broken = tables.flatMap((table) =>
		attacksOn(table).flatMap((attack) => (lost(table, attack).length > 0 ? [attack.slice(0, 200)] : []))
	);
	expect(broken).toEqual([]);
});

/** Of the rows here, all of which are final. Not: what was kept before a deletion goes with the history. */
const LIVING: Readonly<Record<string, readonly string[]>> = {
	membership: ['to_date', 'agency', 'initials'],
	person: ['*'],
	board: ['*'],
	chair_change: ['*'],
	log_quarantine: ['*'],
	letter: ['state', 'attempts', 'next_attempt_at', 'response', 'created_at', 'settled_at']
};

describe('[L2] what is final', () => {
	test('cannot be changed in any column', () => {
		const changed = lawful().flatMap((table) =>
			columnsOf(table)
				.filter(({ name }) => !LIVING[table]?.includes(name) && !LIVING[table]?.includes('*'))
				.filter(
					(column) =>
						lost(table, `UPDATE OR REPLACE ${table} SET ${column.name} = ${other(column)}`).length > 0
				)
				.map(({ name }) => `${table}.${name}`)
		);
		expect(changed).toEqual([]);
	});

	test('cannot be removed', () => {
		const goes = new Set(['person', 'board', 'membership', 'document_version']);
		const removed = lawful().filter(
			(table) => !goes.has(table) && lost(table, `DELETE FROM ${table}`).length > 0
		);
		expect(removed).toEqual([]);
	});
});

test('[L3] every connection of ours has recursive_triggers on', () => {
	const ours = connect(world.dataDir, 'NORMAL');
	expect(ours.pragma('recursive_triggers', { simple: true })).toBe(1);
	ours.close();
});

test('[L4] a console that does not know how to chain writes nothing that is chained', () => {
	const bare = new Sqlite(path.join(world.dataDir, DATABASE_FILE));
	expect(() =>
		bare.exec(`INSERT INTO audit (at, person_id, verb, subject) VALUES (1, NULL, 'made-up', 'x')`)
	).toThrow('no such function: minutebook_digest');
	bare.close();
});
