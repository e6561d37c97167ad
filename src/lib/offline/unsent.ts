/**
 * [O2] What was typed here and is not on the server yet, locked up on the device, so that it outlives the tab. Changes that
 * the server acknowledges within a moment, which are nearly all, never get there.
 */
import * as Y from 'yjs';
import { dropKept, keepSealed, keptFor, type Kept } from './device-store.ts';
import { Vault, type Sealed } from './vault.ts';

/** Milliseconds from a change to when it is locked up, if it is not saved by then; and where nothing can be saved. */
const GRACE_MS = 300;
const CUT_OFF_MS = 20;

/** Where locked pieces lie. A port, so that a test can be the device. */
export interface Device {
	keep(meeting: string, sealed: Sealed, at: number): Promise<number>;
	kept(meeting: string): Promise<readonly Kept[]>;
	drop(numbers: Iterable<number>): Promise<void>;
}

const DEVICE: Device = { keep: keepSealed, kept: keptFor, drop: dropKept };

export class Unsent {
	readonly #meeting: string;
	readonly #vault: Promise<Vault>;
	readonly #device: Device;
	/** Made since what lies there was locked up. */
	#fresh: Uint8Array[] = [];
	/** What lies there and is not known to be on the server. */
	#there: number[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** One thing after the other: what is dropped was kept before. */
	#work: Promise<unknown> = Promise.resolve();

	/** @param key 32 bytes in base64, of this person */
	constructor(meeting: string, key: string, device: Device = DEVICE) {
		this.#meeting = meeting;
		this.#vault = Vault.open(key);
		// Browsers lock nothing up for a page that came over plain http; that is met where something is to be locked.
		this.#vault.catch(() => undefined);
		this.#device = device;
	}

	/** A change was made here. @param isConnected whether it may be saved in a moment */
	made(update: Uint8Array, isConnected: boolean): void {
		this.#fresh.push(update);
		this.#timer ??= setTimeout(() => this.lockUp(), isConnected ? GRACE_MS : CUT_OFF_MS);
	}

	/** At once: the page may be gone in a moment. */
	lockUp(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#fresh.length === 0) return;
		const update = Y.mergeUpdates(this.#fresh) as Uint8Array<ArrayBuffer>;
		this.#fresh = [];
		this.#do(async () => {
			const sealed = await (await this.#vault).seal(update, this.#meeting);
			this.#there.push(await this.#device.keep(this.#meeting, sealed, Date.now()));
		});
	}

	/** Everything that was ever made here is on the server. */
	saved(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#fresh = [];
		this.#do(async () => {
			const there = this.#there;
			this.#there = [];
			await this.#device.drop(there);
		});
	}

	/**
	 * What an earlier page of this person left here; it stays until {@link saved}.
	 * @param take is given the updates, in order, if only none. @returns whether all of them found the text they stand on
	 */
	async bringBack(take: (updates: readonly Uint8Array[]) => boolean): Promise<void> {
		const updates: Uint8Array[] = [];
		const numbers: number[] = [];
		try {
			for (const { number, sealed } of await this.#device.kept(this.#meeting)) {
				const update = await (await this.#vault).unseal(sealed, this.#meeting);
				// Somebody else's, who used this device before.
				if (update === null) continue;
				updates.push(update);
				numbers.push(number);
			}
		} catch {
			// A browser that keeps nothing has kept nothing.
		}
		// Behind what was saved until now, which is none of this.
		if (take(updates)) this.#do(async () => void this.#there.push(...numbers));
	}

	/** A device that refuses is no reason to stop: the words are on the page, and the lamp says where they are. */
	#do(work: () => Promise<unknown>): void {
		this.#work = this.#work.then(work).catch(() => undefined);
	}
}
