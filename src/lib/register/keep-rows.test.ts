import { expect, test } from 'vitest';
import { keepRows, type KeptRow } from './keep-rows.ts';

interface Row {
	readonly id: string;
	readonly words?: string;
}
const rows = (ids: string): Row[] => [...ids].map((id) => ({ id }));
const before = (ids: string): KeptRow<Row>[] => rows(ids).map((row) => ({ row, gone: false }));
const shown = (kept: readonly KeptRow<Row>[]): string =>
	kept.map(({ row, gone }) => (gone ? row.id.toUpperCase() : row.id)).join('');
const only =
	(ids: string) =>
	(id: string): boolean =>
		ids.includes(id);

test('what fits no longer goes, unless somebody types in it: then it stays where it stood', () => {
	expect(shown(keepRows(before('abcd'), rows('ad'), only('c'), null))).toBe('aCd');
	expect(shown(keepRows(before('abcd'), rows('bcd'), only('a'), null))).toBe('Abcd');
	expect(shown(keepRows(before('abcd'), rows('ad'), only('bc'), null))).toBe('aBCd');
	expect(shown(keepRows(before('abcd'), [], only('bd'), null))).toBe('BD');
});

test('one that comes back is itself again', () => {
	const kept = keepRows(before('abc'), rows('ac'), only('b'), null);
	expect(shown(keepRows(kept, rows('abc'), only('b'), null))).toBe('abc');
});

test('the answer to one’s own press is shown in place of the old row', () => {
	const [first] = keepRows(before('a'), [], only('a'), { id: 'a', words: 'Reported done' });
	expect(first).toEqual({ row: { id: 'a', words: 'Reported done' }, gone: true });
});
