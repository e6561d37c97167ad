/**
 * [O2] What was typed here and is not on the server yet, locked up on the device, so that it outlives the tab. Changes that
 * the server acknowledges within a moment, which are nearly all, never get there.
 */
import * as Y from 'yjs';
import { dropKept, keepSealed, keptFor, markRefused, type Kept } from './device-store.ts';
import { Vault, type Sealed } from './vault.ts';

/** Milliseconds from a change to when it is locked up, if it is not saved by then; and where nothing can be saved. */
const GRACE_MS = 300;
const CUT_OFF_MS = 20;

/** Where locked pieces lie. A port, so that a test can be the device. */
export interface Device {
	keep(meeting: string, sealed: Sealed, at: number): Promise<number>;
	kept(meeting: string): Promise<readonly Kept[]>;
	drop(numbers: Iterable<number>): Promise<void>;
	refuse(numbers: Iterable<number>): Promise<void>;
}

const DEVICE: Device = { keep: keepSealed, kept: keptFor, drop: dropKept, refuse: markRefused };

/** Where the unsent words of one shared text of a meeting lie: they are changes of that document, and of no later one [R91]. */
export const unsentIn = (meeting: string, epoch: number): string =>
	epoch === 1 ? meeting : `${meeting}/${epoch}`;

export class Unsent {
	readonly #meeting: string;
	readonly #vault: Promise<Vault>;
	readonly #device: Device;
	/** Made since what lies there was locked up. */
	#fresh: Uint8Array[] = [];
	/** What lies there and is not known to be on the server. */
	#there: number[] = [];
	/** [R85] The server takes nothing more of this page. */
	#isRefused = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** One thing after the other: what is dropped was kept before. */
	#work: Promise<unknown> = Promise.resolve();

	/** @param meeting as {@link unsentIn} says @param key 32 bytes in base64, of this person */
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
		this.#timer ??= setTimeout(() => void this.lockUp(), isConnected ? GRACE_MS : CUT_OFF_MS);
	}

	/** At once: the page may be gone in a moment. @returns when it lies there */
	lockUp(): Promise<unknown> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#fresh.length === 0) return this.#work;
		const update = Y.mergeUpdates(this.#fresh) as Uint8Array<ArrayBuffer>;
		this.#fresh = [];
		this.#do(async () => {
			const sealed = await (await this.#vault).seal(update, this.#meeting);
			const number = await this.#device.keep(this.#meeting, sealed, Date.now());
			this.#there.push(number);
			if (this.#isRefused) await this.#device.refuse([number]);
		});
		return this.#work;
	}

	/** [R85] The server does not take what was made here: the next page must not say it again as it is. */
	refused(): void {
		if (this.#isRefused) return;
		this.#isRefused = true;
		void this.lockUp();
		this.#do(() => this.#device.refuse(this.#there));
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
	 * @param typeAgain is given those that the server refused, if there are any: what comes of them is made here, and they go
	 */
	async bringBack(
		take: (updates: readonly Uint8Array[]) => boolean,
		typeAgain: (updates: readonly Uint8Array[]) => void = () => undefined
	): Promise<void> {
		const pieces = await this.#pieces();
		const [refused, sound] = [pieces.filter((one) => one.refused), pieces.filter((one) => !one.refused)];
		// Behind what was saved until now, which is none of this.
		if (take(sound.map(({ update }) => update)))
			this.#do(async () => void this.#there.push(...sound.map(({ number }) => number)));
		if (refused.length === 0) return;
		typeAgain(refused.map(({ update }) => update));
		// What was typed again is on the device before what it came from goes.
		void this.lockUp();
		this.#do(() => this.#device.drop(refused.map(({ number }) => number)));
	}

	/** All that lies here of this person, refused or not, for who shows it. It stays. */
	async left(): Promise<readonly Uint8Array[]> {
		return (await this.#pieces()).map(({ update }) => update);
	}

	/** Removes that for good. */
	async forget(): Promise<void> {
		const numbers = (await this.#pieces()).map(({ number }) => number);
		this.#do(() => this.#device.drop(numbers));
		await this.#work;
	}

	async #pieces(): Promise<
		readonly { readonly number: number; readonly update: Uint8Array; readonly refused: boolean }[]
	> {
		const pieces: { number: number; update: Uint8Array; refused: boolean }[] = [];
		try {
			for (const { number, sealed, refused } of await this.#device.kept(this.#meeting)) {
				const update = await (await this.#vault).unseal(sealed, this.#meeting);
				// Null: somebody else's, who used this device before.
				if (update !== null) pieces.push({ number, update, refused });
			}
		} catch {
			// A browser that keeps nothing has kept nothing.
		}
		return pieces;
	}

	/** A device that refuses is no reason to stop: the words are on the page, and the lamp says where they are. */
	#do(work: () => Promise<unknown>): void {
		this.#work = this.#work.then(work).catch(() => undefined);
	}
}
