import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Unsent, type Device } from './unsent.ts';
import type { Sealed } from './vault.ts';

const KEY = btoa(String.fromCharCode(...new Uint8Array(32).fill(7)));
const OTHER = btoa(String.fromCharCode(...new Uint8Array(32).fill(8)));

/** What lies on it. */
class Drawer implements Device {
	readonly rows = new Map<number, { readonly meeting: string; readonly sealed: Sealed; refused: boolean }>();
	#next = 1;
	async keep(meeting: string, sealed: Sealed): Promise<number> {
		this.rows.set(this.#next, { meeting, sealed, refused: false });
		return this.#next++;
	}
	async kept(meeting: string) {
		return [...this.rows]
			.filter(([, row]) => row.meeting === meeting)
			.map(([number, { sealed, refused }]) => ({ number, sealed, refused }));
	}
	async refuse(numbers: Iterable<number>): Promise<void> {
		for (const number of numbers) (this.rows.get(number) ?? { refused: false }).refused = true;
	}
	async drop(numbers: Iterable<number>): Promise<void> {
		for (const number of numbers) this.rows.delete(number);
	}
}

function typed(words: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getText('t').insert(0, words);
	return Y.encodeStateAsUpdate(doc);
}

async function broughtBack(unsent: Unsent): Promise<string> {
	const doc = new Y.Doc();
	await unsent.bringBack((updates) => {
		for (const update of updates) Y.applyUpdate(doc, update);
		return true;
	});
	return doc.getText('t').toString();
}

let drawer: Drawer;
beforeEach(() => {
	drawer = new Drawer();
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => void vi.useRealTimers());
const laidDown = (count: number) => vi.waitFor(() => expect(drawer.rows.size).toBe(count));

test('[O2] what is not saved within a moment lies on the device, and comes back to the next page', async () => {
	const unsent = new Unsent('m1', KEY, drawer);
	unsent.made(typed('canary'), true);
	expect(drawer.rows.size).toBe(0);
	vi.advanceTimersByTime(400);
	await laidDown(1);
	expect(await broughtBack(new Unsent('m1', KEY, drawer))).toBe('canary');
	expect(drawer.rows.size).toBe(1);
});

test('[O2] what is saved within a moment never gets there; what lies there goes when it is saved', async () => {
	const unsent = new Unsent('m1', KEY, drawer);
	unsent.made(typed('one'), true);
	unsent.saved();
	vi.advanceTimersByTime(400);
	unsent.made(typed('two'), true);
	unsent.lockUp();
	await laidDown(1);
	unsent.saved();
	await laidDown(0);
	expect(await broughtBack(new Unsent('m1', KEY, drawer))).toBe('');
});

test('[O2] the next page drops it once all is saved, and not before', async () => {
	const unsent = new Unsent('m1', KEY, drawer);
	unsent.made(typed('words'), true);
	unsent.lockUp();
	await laidDown(1);
	const next = new Unsent('m1', KEY, drawer);
	next.saved();
	await broughtBack(next);
	expect(drawer.rows.size).toBe(1);
	next.saved();
	await laidDown(0);
});

test('[O2] what found no text to stand on stays', async () => {
	const unsent = new Unsent('m1', KEY, drawer);
	unsent.made(typed('words'), true);
	unsent.lockUp();
	await laidDown(1);
	const next = new Unsent('m1', KEY, drawer);
	await next.bringBack(() => false);
	next.saved();
	next.made(typed('more'), true);
	next.lockUp();
	await laidDown(2);
});

test('[O1] [O2] it comes back in no other meeting, and to no other person; theirs is left alone', async () => {
	const unsent = new Unsent('m1', KEY, drawer);
	unsent.made(typed('words'), true);
	unsent.lockUp();
	await laidDown(1);
	expect(await broughtBack(new Unsent('m2', KEY, drawer))).toBe('');
	const stranger = new Unsent('m1', OTHER, drawer);
	expect(await broughtBack(stranger)).toBe('');
	stranger.saved();
	stranger.made(typed('mine'), true);
	stranger.lockUp();
	await laidDown(2);
});

test('[R85] what the server refused is not said again: it comes to be typed once more, and goes when that lies there', async () => {
	const unsent = new Unsent('m1', KEY, drawer);
	unsent.made(typed('before'), true);
	unsent.lockUp();
	unsent.refused();
	unsent.made(typed('after'), false);
	unsent.lockUp();
	await laidDown(2);
	const next = new Unsent('m1', KEY, drawer);
	const [again, refused]: Uint8Array[][] = [[], []];
	await next.bringBack(
		(updates) => {
			again?.push(...updates);
			return true;
		},
		(updates) => {
			refused?.push(...updates);
			next.made(typed('once more'), false);
		}
	);
	expect([again?.length, refused?.length]).toEqual([0, 2]);
	await laidDown(1);
	expect(await broughtBack(new Unsent('m1', KEY, drawer))).toBe('once more');
});
