import { expect, test } from 'vitest';
import { reuseEqual } from './reuse-equal.ts';

test('equal parts are the objects they were, also beside parts that changed', () => {
	const before = { items: [{ lines: [{ text: 'a' }, { text: 'b' }] }, { lines: [] }], rule: null };
	const after = reuseEqual(before, {
		items: [{ lines: [{ text: 'a' }, { text: 'c' }] }, { lines: [] }],
		rule: null
	});
	expect(after).toEqual({ items: [{ lines: [{ text: 'a' }, { text: 'c' }] }, { lines: [] }], rule: null });
	expect(after.items[0]?.lines[0]).toBe(before.items[0]?.lines[0]);
	expect(after.items[1]).toBe(before.items[1]);
	expect(reuseEqual(before, structuredClone(before))).toBe(before);
});

test('more, fewer and other keys are changes, and so is an array instead of an object', () => {
	expect(reuseEqual<unknown>({ a: 1 }, { a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
	expect(reuseEqual<unknown>({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
	expect(reuseEqual<unknown>({ a: undefined }, { b: undefined })).toEqual({ b: undefined });
	expect(reuseEqual<unknown>([1, 2, 3], [1, 2])).toEqual([1, 2]);
	expect(reuseEqual<unknown>({ 0: 1 }, [1])).toEqual([1]);
	expect(reuseEqual<unknown>([1], { 0: 1 })).toEqual({ 0: 1 });
	expect(reuseEqual<unknown>({ a: null }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
	expect(reuseEqual<unknown>({ a: { b: 1 } }, { a: null })).toEqual({ a: null });
});
