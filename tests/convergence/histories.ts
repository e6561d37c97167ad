/**
 * Random histories of one document each, many at a time over one relay: people type, delete, go offline, are cut, read
 * late, send twice and out of order; the relay restarts, or dies between two commits. At the end everybody is brought
 * together, and all must hold the same.
 */
import * as Y from 'yjs';
import { openLog, type OpenLog, type UpdateLog } from '#server/store/log/updates.ts';
import { seeded, type Chance } from '../support/chance.ts';
import { openTestRelay, type TestRelay } from '../support/relay.ts';
import { Person } from './wire.ts';

export interface Failure {
	readonly seed: number;
	readonly why: string;
}

/** Steps of a history; in each one thing happens in every history. */
const STEPS = 40;
/** Out of so many steps, one at which the relay restarts, and one at which it dies. */
const RESTART_ONE_IN = 25;
const DEATH_ONE_IN = 25;
/** A crowd, for whom turns are held back; the others are few. */
const CROWD_ONE_IN = 25;
const DEADLINE_MS = 30_000;

class History {
	readonly seed: number;
	readonly name: string;
	readonly people: Person[] = [];
	readonly #chance: Chance;
	readonly #tokens: string[] = [];
	readonly #deletes: boolean;

	constructor(seed: number, name: string, relay: TestRelay) {
		this.seed = seed;
		this.name = name;
		this.#chance = seeded(seed);
		// Without deletions every token must be there once; with them only equality can be told.
		this.#deletes = this.#chance.below(2) === 0;
		const people = this.#chance.below(CROWD_ONE_IN) === 0 ? 10 : 2 + this.#chance.below(3);
		for (let n = 0; n < people; n++) {
			const person = new Person(relay.server, name, `person${n}`);
			person.doc.clientID = 1 + this.#chance.below(2 ** 31);
			this.people.push(person);
			person.connect();
		}
	}

	step(): void {
		const person = this.people[this.#chance.below(this.people.length)];
		if (!person) return;
		const event = this.#chance.below(40);
		if (event < 22) this.#edit(person);
		else if (event < 25) person.cut();
		else if (event < 29) person.connect();
		else if (event < 31) person.stir((limit) => this.#chance.below(limit));
		else if (event === 31) person.pause();
		else if (event < 34) person.resume();
		else for (const other of this.people) other.write();
		for (const other of this.people) {
			if (this.#chance.below(2) === 0) other.read(1 + this.#chance.below(4));
			if (this.#chance.below(2) === 0) other.write(1 + this.#chance.below(4));
		}
	}

	#edit({ doc }: Person): void {
		const text = doc.getText('text');
		const map = doc.getMap<string>('map');
		const kind = this.#chance.below(10);
		if (kind === 0) map.set(`key${this.#chance.below(3)}`, String(this.#chance.below(1000)));
		else if (kind < 3 && this.#deletes && text.length > 0) {
			const at = this.#chance.below(text.length);
			text.delete(at, Math.min(1 + this.#chance.below(8), text.length - at));
		} else if (kind === 3 && this.#deletes && text.length > 1)
			text.format(0, 1 + this.#chance.below(text.length), { bold: this.#chance.below(2) === 0 || null });
		else {
			const token = `<${this.#tokens.length}>`;
			this.#tokens.push(token);
			// Between tokens: one that is split could not be counted.
			const places = this.#deletes ? null : [0, ...endsOf(text.toString())];
			const at = places
				? (places[this.#chance.below(places.length)] ?? 0)
				: this.#chance.below(text.length + 1);
			text.insert(at, this.#chance.below(200) === 0 ? token.padEnd(90_000, '.') : token);
		}
	}

	/** Everybody online, everything read and said. @returns whether all hold the same */
	gather(): boolean {
		for (const person of this.people) {
			person.connect();
			person.resume();
			person.read();
			person.write();
		}
		if (!this.people.every((person) => person.synced && person.unread === 0 && person.unsent === 0))
			return false;
		const [first, ...others] = this.people.map(({ doc }) => shape(doc));
		return others.every((other) => other === first);
	}

	describe(): string {
		return this.people
			.map(({ doc, synced, unread, unsent, closed, refused, isOnline }) =>
				[
					synced ? 'synced' : 'not synced',
					isOnline ? 'online' : `offline (${closed}, ${refused})`,
					`${unread} unread, ${unsent} unsent`,
					`client ${doc.clientID}`,
					shape(doc).slice(-120)
				].join(', ')
			)
			.join('; ');
	}

	/** What nobody may lose: text that somebody else has seen is in the log. */
	unlogged(stored: Y.Doc): string | null {
		for (const { doc } of this.people)
			for (const { doc: author } of this.people)
				if (author !== doc) {
					const seen = Y.getState(doc.store, author.clientID);
					const kept = Y.getState(stored.store, author.clientID);
					if (seen > kept) return `somebody has seen ${seen} of ${author.clientID}, the log has ${kept}`;
				}
		return null;
	}

	judge(stored: Y.Doc): string | null {
		const [first] = this.people;
		if (!first) return null;
		if (shape(stored) !== shape(first.doc)) return 'the log says something else than the people';
		if (this.#deletes) return null;
		const text = first.doc.getText('text').toString();
		const lost = this.#tokens.filter((token) => text.split(token).length !== 2);
		return lost.length === 0 ? null : `not there once: ${lost.join(' ')}`;
	}

	end(): void {
		for (const person of this.people) person.destroy();
	}
}

const endsOf = (text: string): number[] =>
	[...text.matchAll(/>\.*/g)].map((end) => end.index + end[0].length);

/**
 * Text with its marks, the map, and all that was ever written or deleted: two that agree in this will agree for ever. Without the
 * deletions they might not: one that is still under way may leave the same word, made of other letters, or take one of two
 * marks that say the same, while somebody else's takes the other.
 */
const shape = (doc: Y.Doc): string =>
	JSON.stringify([
		doc.getText('text').toDelta(),
		Object.entries(doc.getMap('map').toJSON()).sort(),
		[...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b),
		[...Y.createDeleteSetFromStructStore(doc.store).clients].sort(([a], [b]) => a - b),
		doc.store.pendingStructs === null
	]);

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** Makes a log that must be caught. */
export type Spoil = (log: UpdateLog) => UpdateLog;

/** A log that can be pulled from under the relay: from then on nothing is written, as after `kill -9`. */
function mortal(spoil: Spoil): { readonly open: OpenLog; die(): void } {
	let kill = (): void => undefined;
	return {
		open(folder) {
			const log = spoil(openLog(folder));
			let dead = false;
			kill = () => (dead = true);
			return {
				...log,
				append(batch) {
					if (dead) throw new Error('killed');
					return log.append(batch);
				}
			};
		},
		die: () => kill()
	};
}

/** @returns what went wrong, history by history; `seeds` are played together over one relay */
export async function play(
	seeds: readonly number[],
	spoil: Spoil = (log) => log,
	deadlineMs = DEADLINE_MS
): Promise<readonly Failure[]> {
	const failures: Failure[] = [];
	const log = mortal(spoil);
	const relay = await openTestRelay({
		openLog: log.open,
		onFatal: () => undefined,
		limits: LIMITS
	});
	const chance = seeded(seeds[0] ?? 0);
	const histories: History[] = [];
	try {
		for (const [n, seed] of seeds.entries())
			histories.push(new History(seed, await relay.meeting(`history${n}`, EMPTY), relay));
		for (let step = 0; step < STEPS; step++) {
			for (const history of histories) history.step();
			await tick();
			if (chance.below(RESTART_ONE_IN) === 0) {
				// Whoever does not read would be waited for.
				for (const { people } of histories) for (const person of people) person.resume();
				await relay.restart();
			}
			if (chance.below(DEATH_ONE_IN) === 0) {
				log.die();
				for (const { people } of histories) for (const person of people) person.cut();
				await relay.restart();
				for (const history of histories) {
					const why = history.unlogged(await relay.stored(history.name));
					if (why) failures.push({ seed: history.seed, why });
				}
			}
		}
		const apart = new Set(histories);
		for (const deadline = Date.now() + deadlineMs; apart.size > 0 && Date.now() < deadline; await tick())
			for (const history of apart) if (history.gather()) apart.delete(history);
		for (const history of apart) failures.push({ seed: history.seed, why: `apart: ${history.describe()}` });
		for (const history of histories) {
			if (apart.has(history)) continue;
			const why = history.judge(await relay.stored(history.name));
			if (why) failures.push({ seed: history.seed, why });
		}
		return failures;
	} finally {
		for (const history of histories) history.end();
		await relay.close();
	}
}

/** An update that says nothing: these texts begin empty. */
const EMPTY = new Uint8Array([0, 0]);
const LIMITS = {
	framesPerSecond: 1e6,
	bytesPerSecond: 1e9,
	awarenessPerSecond: 1e6,
	connectionsPerPerson: 1e5,
	connectionsPerSession: 1e5,
	connectionsPerAddress: 1e5,
	handshakesPerSecond: 1e6
};
