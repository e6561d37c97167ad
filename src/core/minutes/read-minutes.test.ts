import { expect, test } from 'vitest';
import { changesBetween } from '#core/record/changes.ts';
import type { Minutes } from './minutes.ts';
import { parseRead } from './read-minutes.ts';

const LINE = { kind: 'point', id: 'line', label: '1.1', text: 'Agreed.' };
const ACTION = {
	kind: 'action',
	id: 'action',
	label: null,
	text: 'to ring',
	owners: [{ written: 'ID' }],
	due: null
};
const ITEM = { id: 'item', label: '1', title: 'Winter', lines: [LINE, ACTION] };
const READ = { items: [ITEM], roster: [] };
const parse = (value: unknown) => parseRead(JSON.stringify(value));

test('[S1] what a page says it showed is taken when every part of it has its shape', () => {
	expect(parse(READ)).toEqual(READ);
});

test('[S1] whatever else is sent is not, and what is taken can be put into words', () => {
	const odd: unknown[] = [null, 7, '', [], {}, { items: [] }, { roster: [] }, { items: 7, roster: [] }];
	const parts: unknown[] = [null, 7, '', [], {}, [null], [[]]];
	for (const part of parts)
		for (const path of [
			(one: unknown) => ({ ...READ, items: one }),
			(one: unknown) => ({ ...READ, items: [one] }),
			(one: unknown) => ({ ...READ, items: [{ ...ITEM, lines: one }] }),
			(one: unknown) => ({ ...READ, items: [{ ...ITEM, lines: [one] }] }),
			(one: unknown) => ({ ...READ, items: [{ ...ITEM, lines: [{ ...LINE, kind: one }] }] }),
			(one: unknown) => ({ ...READ, items: [{ ...ITEM, lines: [{ ...LINE, text: one }] }] }),
			(one: unknown) => ({ ...READ, items: [{ ...ITEM, lines: [{ ...ACTION, owners: one }] }] }),
			(one: unknown) => ({ ...READ, items: [{ ...ITEM, lines: [{ ...ACTION, due: one }] }] }),
			(one: unknown) => ({ ...READ, items: [{ ...ITEM, lines: [{ ...LINE, kind: 'decision', verb: one }] }] })
		])
			odd.push(path(part));
	const now = READ as unknown as Minutes;
	for (const one of odd) {
		const read = parse(one);
		if (read) expect(() => changesBetween(read, now)).not.toThrow();
	}
	expect(parse({ ...READ, items: [null] })).toBeNull();
	expect(parseRead('{')).toBeNull();
});
