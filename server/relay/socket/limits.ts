/** How much one socket, person, address or document may cost the others. `RELAY_LIMITS` changes single figures. */
import { DISK_RESERVE } from '#server/store/database/reserve.ts';

export interface Limits {
	/** Sync frames of one connection. Fast typing is 10 a second; a paste is one frame. */
	readonly framesPerSecond: number;
	/** Bytes of one connection, all frames. A second's worth must let the largest frame through. */
	readonly bytesPerSecond: number;
	/** [R7] Of one frame. Text of sixty pages pasted at once takes a third of it; what is larger holds up everybody else's. */
	readonly frameBytes: number;
	/** [R40] Yjs clients in one live update: the page's own, and those of earlier pages whose unsent text its device kept. */
	readonly clientsPerFrame: number;
	/** [R40] Clocks of one piece that has no bytes for them, text that was deleted again: 1 Mi clocks are a paste and its undo. */
	readonly clocksPerPiece: number;
	/** [R41] Yjs clients one connection may bring in by typing: one for each earlier page of that person. */
	readonly clientsPerConnection: number;
	/** [R15] Of one awareness state. A caret with its name is 300; nobody's presence is a way to store things. */
	readonly awarenessBytes: number;
	/** Awareness frames of one connection that say something new. A moving caret is 10 to 20 a second. */
	readonly awarenessPerSecond: number;
	/** How long a caret outlasts a cut connection: the wireless network between two rooms takes so long. */
	readonly awarenessGraceSeconds: number;
	/** Somebody with a dozen tabs on two machines, each with a document and two topics. */
	readonly connectionsPerPerson: number;
	/** The same on one machine. */
	readonly connectionsPerSession: number;
	/** A town hall goes out through one address, and behind a proxy everybody does. */
	readonly connectionsPerAddress: number;
	/** A full council with its public, twice over. */
	readonly connectionsPerDocument: number;
	/** Documents and topics. Each costs some 20 KiB, and a file descriptor. */
	readonly connectionsPerServer: number;
	/** After a restart everybody comes at once; the rest is asked to come again and does so with back-off. */
	readonly handshakesPerSecond: number;
	/** [R44] Of one document, its fold and what was logged since. Minutes of sixty pages with their history take 3 MiB. */
	readonly documentBytes: number;
	/** [R93] Shown of one document. The longest minutes we know, sixty printed pages, have 200,000. */
	readonly documentCharacters: number;
	/** [R72] Of the disk, below which nothing more is typed. */
	readonly diskReserveBytes: number;
	/**
	 * [R75] Of documents that nobody is on, kept in memory for whoever comes back within half a minute. By their size on disk,
	 * and at least 16 KiB each; built, a text takes ten times that.
	 */
	readonly idleBytes: number;
	/** [R46] Unread by one connection, before nothing of the document is sent any more until it has read: some minutes of a full room. */
	readonly slowReaderBytes: number;
	/** How long somebody may not read what was sent, before they are sent away to come back for less. */
	readonly slowReaderSeconds: number;
	/** [R46] Unread beyond the last answer: only refusals of what the reader itself sends grow so. */
	readonly unreadBytes: number;
	/** [R17] Without an answer to a ping, three in that time. Proxies and browsers take longer than that to notice. */
	readonly silentSeconds: number;
	/** [R36] Of all documents, waiting in memory for somebody else who holds the file; more stays with its authors. */
	readonly heldBytes: number;
}

const DEFAULTS: Limits = {
	framesPerSecond: 200,
	bytesPerSecond: 2 * 1024 * 1024,
	frameBytes: 1024 * 1024,
	clientsPerFrame: 64,
	clocksPerPiece: 2 ** 22,
	clientsPerConnection: 64,
	awarenessBytes: 2048,
	awarenessPerSecond: 30,
	awarenessGraceSeconds: 5,
	connectionsPerPerson: 60,
	connectionsPerSession: 40,
	connectionsPerAddress: 2000,
	connectionsPerDocument: 500,
	connectionsPerServer: 10_000,
	handshakesPerSecond: 200,
	documentBytes: 16 * 1024 * 1024,
	documentCharacters: 600_000,
	diskReserveBytes: DISK_RESERVE,
	idleBytes: 32 * 1024 * 1024,
	slowReaderBytes: 256 * 1024,
	slowReaderSeconds: 30,
	unreadBytes: 8 * 1024 * 1024,
	silentSeconds: 60,
	heldBytes: 64 * 1024 * 1024
};

/** @throws Error with a sentence for the administrator */
export function parseLimits(input: unknown): Limits {
	const limits = { ...DEFAULTS };
	if (input === undefined || input === null) return limits;
	if (typeof input !== 'object' || Array.isArray(input))
		throw new Error('RELAY_LIMITS is not a JSON object.');
	for (const [key, value] of Object.entries(input)) {
		if (!Object.hasOwn(DEFAULTS, key))
			throw new Error(`RELAY_LIMITS has no "${key}"; it has ${Object.keys(DEFAULTS).join(', ')}.`);
		if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
			throw new Error(`RELAY_LIMITS: ${key} must be a number above 0.`);
		limits[key as keyof Limits] = value;
	}
	return limits;
}

/** Frames a second that no person sends, nor any page: whoever allows so many lets machines type. */
const MACHINES = 100_000;

/** [R82] Whether a server was set up for machines that measure it, and not for people. @param input RELAY_LIMITS */
export const isMeasured = (input: unknown): boolean => parseLimits(input).framesPerSecond >= MACHINES;

/** An echo costs a look at its number and nothing else; a stock client echoes whatever it hears. */
export const ECHO_COST = 1 / 20;

/** Fills at `rate` a second up to `burst`. May be overdrawn once: what has arrived is dealt with, and what follows waits. */
export class Bucket {
	readonly #rate: number;
	readonly #burst: number;
	#tokens: number;
	#at: number;

	/** @param now milliseconds of a clock that never goes back */
	constructor(rate: number, burst: number, now: number) {
		this.#rate = rate;
		this.#burst = burst;
		this.#tokens = burst;
		this.#at = now;
	}

	/** @returns milliseconds until the debt is paid; 0: none */
	spend(cost: number, now: number): number {
		this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate) - cost;
		this.#at = now;
		return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#rate) * 1000);
	}
}

/** What one connection may send. */
export class Allowance {
	readonly #frames: Bucket;
	readonly #bytes: Bucket;
	readonly #awareness: Bucket;

	constructor(limits: Limits, now: number) {
		this.#frames = new Bucket(limits.framesPerSecond, limits.framesPerSecond * 2.5, now);
		this.#bytes = new Bucket(limits.bytesPerSecond, limits.bytesPerSecond * 2, now);
		this.#awareness = new Bucket(limits.awarenessPerSecond, limits.awarenessPerSecond * 2, now);
	}

	/** @returns milliseconds for which nothing more should be read from it */
	spend(
		cost: { readonly bytes: number; readonly frames: number; readonly awareness: number },
		now: number
	): number {
		return Math.max(
			this.#bytes.spend(cost.bytes, now),
			this.#frames.spend(cost.frames, now),
			this.#awareness.spend(cost.awareness, now)
		);
	}
}

/** Counts what is open under several names at once. */
export class Tally {
	readonly #open = new Map<string, number>();

	/** @returns the first of the names that has reached its limit, or null: then all are counted */
	enter(names: readonly (readonly [name: string, limit: number])[]): string | null {
		for (const [name, limit] of names) if ((this.#open.get(name) ?? 0) >= limit) return name;
		for (const [name] of names) this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
		return null;
	}

	leave(names: readonly (readonly [name: string, limit: number])[]): void {
		for (const [name] of names) {
			const left = (this.#open.get(name) ?? 0) - 1;
			if (left > 0) this.#open.set(name, left);
			else this.#open.delete(name);
		}
	}
}
