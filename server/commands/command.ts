/** What every command of `minutebook` is made of. One file per command; run-command.ts finds them in its table. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readConfig } from '#server/config.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { openDatabase, type Database } from '#server/store/database/database.ts';
import { brokenLaws, lawsSentence } from '#server/store/database/laws.ts';
import { migrate } from '#server/store/database/migrate.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface Command {
	/** As typed: "serve", "person add". */
	readonly name: string;
	/** One line for the list of commands. */
	readonly summary: string;
	/** What `--help` prints: the form of the command, then a line for each option. */
	readonly usage: string;
	/** @returns the exit code: 0 done, 1 refused. Throws {@link WrongUse} for 2. */
	run(args: readonly string[], env: Env): Promise<number>;
}

/** The command was typed wrongly: one line, exit code 2. */
export class WrongUse extends Error {}

/** The outer world will not let it: one line, exit code 1. */
export class Refused extends Error {}

export const refused = (refusal: Refusal): Refused => new Refused(sentence(refusal));

/** Whoever may run commands on the data directory is its administrator. */
export const CONSOLE: Actor = { person: 'console' as PersonId, name: 'Console', admin: true };

type Options = NonNullable<ParseArgsConfig['options']>;

/** `parseArgs`, strict, with its complaints as {@link WrongUse}. */
export function readArgs<const O extends Options>(args: readonly string[], options: O, positionals: number) {
	let parsed;
	try {
		parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
	} catch (error) {
		throw new WrongUse(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
	}
	if (parsed.positionals.length > positionals)
		throw new WrongUse(`Unexpected argument '${parsed.positionals[positionals]}'`);
	return parsed;
}

export function need(value: string | undefined, what: string): string {
	if (value === undefined || value.trim() === '') throw new WrongUse(`Missing ${what}`);
	return value;
}

/**
 * The data directory, opened for one command; a running server goes on meanwhile.
 * @param laws `kept`: refused when the laws of the database are not those of this version; `any`: the command looks itself
 */
export async function withDatabase<T>(
	env: Env,
	work: (db: Database) => Promise<T>,
	laws: 'kept' | 'any' = 'kept'
): Promise<T> {
	const db = openDatabase(readConfig(env).dataDir);
	try {
		await migrate(db);
		const broken = laws === 'kept' ? await brokenLaws(db) : [];
		if (broken.length > 0) throw new Refused(lawsSentence(broken));
		return await work(db);
	} finally {
		await db.destroy();
	}
}
