import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { staySignedIn } from './stay-signed-in.ts';

const MINUTE = 60_000;
let page: EventTarget;
let told: number;
let now: number;

beforeEach(() => {
	page = new EventTarget();
	told = 0;
	now = 0;
	vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
	vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
	vi.stubGlobal('fetch', async () => {
		told++;
		return new Response(null, { status: 200 });
	});
});
afterEach(() => vi.unstubAllGlobals());

const sign = (kind: string, at: number) => {
	now = at;
	page.dispatchEvent(new Event(kind));
};

test('[P1] signs of a person are told at most every five minutes, and not once the page is gone', () => {
	const stop = staySignedIn(() => now);
	sign('wheel', 4 * MINUTE);
	expect(told).toBe(0);
	sign('wheel', 5 * MINUTE);
	sign('keydown', 5 * MINUTE + 1);
	expect(told).toBe(1);
	sign('pointerdown', 10 * MINUTE);
	expect(told).toBe(2);
	stop();
	sign('pointerdown', 20 * MINUTE);
	expect(told).toBe(2);
});
