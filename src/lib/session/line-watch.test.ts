import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LineWatch } from './line-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(answers: boolean): { line: LineWatch; state: { connected: boolean; moves: number } } {
	const state = { connected: false, moves: 0 };
	const line = new LineWatch(
		() => state.connected,
		() => void state.moves++,
		async () => answers
	);
	return { line, state };
}

test('[O4] the server answers and no socket comes: the network forbids it, until one comes', async () => {
	const { line, state } = watch(true);
	line.turned();
	await vi.advanceTimersByTimeAsync(2900);
	expect(line.isForbidden).toBe(false);
	await vi.advanceTimersByTimeAsync(200);
	expect(line.isForbidden).toBe(true);
	state.connected = true;
	line.turned();
	expect(line.isForbidden).toBe(false);
});

test('[O4] nothing answers: that is no network, and not one that forbids', async () => {
	const { line } = watch(false);
	line.turned();
	await vi.advanceTimersByTimeAsync(20_000);
	expect(line.isForbidden).toBe(false);
});

test('[O5] nothing is answered for four seconds: the line stalls, until something is', async () => {
	const { line, state } = watch(true);
	line.waits();
	await vi.advanceTimersByTimeAsync(3900);
	line.waits();
	expect(line.isStalled).toBe(false);
	await vi.advanceTimersByTimeAsync(200);
	expect([line.isStalled, state.moves]).toEqual([true, 1]);
	line.answered();
	expect(line.isStalled).toBe(false);
});

test('[O4] [O5] a page that is gone looks no more', async () => {
	const { line, state } = watch(true);
	line.turned();
	line.waits();
	line.end();
	await vi.advanceTimersByTimeAsync(20_000);
	expect(state.moves).toBe(0);
});
