import { randomInt } from 'node:crypto';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Database } from '#server/store/database/database.ts';

/** What every use case takes: the database, and the two doors to the outer world. */
export interface Deps {
	readonly db: Database;
	readonly now: () => Instant;
	/** A fresh id, 20 letters and digits (103 bits). */
	readonly newId: <T extends string>() => T;
	/** Of this installation, for links in letters; left out: letters name the page in words. */
	readonly origin?: string | undefined;
}

/** Who asks. Made by the hook from the session, by the command line for the administrator at the console. */
export interface Actor {
	readonly person: PersonId;
	readonly name: string;
	readonly admin: boolean;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function newId<T extends string>(): T {
	let id = '';
	for (let n = 0; n < 20; n++) id += ALPHABET[randomInt(ALPHABET.length)];
	return id as T;
}

export const realDeps = (db: Database, origin?: string): Deps => ({
	db,
	now: () => Date.now(),
	newId,
	origin
});
