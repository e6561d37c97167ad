/**
 * The laws of the database are what the migrations make of an empty one: its triggers, and its tables with what they
 * require. Whoever opened the file with another program may have taken one away or weakened it.
 */
import { sql } from 'kysely';
import { openEmpty, type Store } from './database.ts';
import { migrate } from './migrate.ts';

interface Law {
	readonly type: 'table' | 'trigger' | 'view' | 'index';
	readonly name: string;
	readonly sql: string;
}

/** Made by SQLite itself, or of no consequence to what may be written. */
const OWN = /^(sqlite_|action_words_)/;

async function lawsOf(store: Store): Promise<ReadonlyMap<string, Law>> {
	const { rows } = await sql<Law>`
		SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name`.execute(store);
	return new Map(
		rows
			.filter(({ name }) => !OWN.test(name))
			.map((law) => [`${law.type} ${law.name}`, { ...law, sql: law.sql.replace(/\s+/g, ' ').trim() }])
	);
}

/** What an empty database gets from the migrations of this version: 50 ms of CPU in memory, once a process. */
let declared: Promise<ReadonlyMap<string, Law>> | null = null;
const declaredLaws = (): Promise<ReadonlyMap<string, Law>> => (declared ??= makeLaws());

async function makeLaws(): Promise<ReadonlyMap<string, Law>> {
	const empty = openEmpty();
	try {
		await migrate(empty);
		return await lawsOf(empty);
	} finally {
		await empty.destroy();
	}
}

/** @returns what is not as the code says, each in words: "the trigger snapshot_never_changes is missing" */
export async function brokenLaws(store: Store): Promise<readonly string[]> {
	const laws = await declaredLaws();
	const standing = await lawsOf(store);
	const broken: string[] = [];
	for (const [key, law] of laws) {
		const found = standing.get(key);
		if (found === undefined) broken.push(`the ${key} is missing`);
		else if (found.sql !== law.sql) broken.push(`the ${key} is not what this version of Minutebook made`);
	}
	// An index more makes nothing possible, unless it forbids: then it is a law of somebody else's.
	for (const [key, law] of standing)
		if (!laws.has(key) && !(law.type === 'index' && !/^CREATE UNIQUE/i.test(law.sql)))
			broken.push(`the ${key} is none of Minutebook's`);
	return broken;
}

/** One line for the administrator. */
export const lawsSentence = (broken: readonly string[]): string =>
	`The laws of the database are not those of this version: ${broken[0] ?? ''}${
		broken.length > 1 ? `, and ${broken.length - 1} more` : ''
	}. Nothing was changed. \`minutebook verify\` lists what does not hold; restore a backup from before, or ask whoever had the file.`;
