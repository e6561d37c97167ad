import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { elapsed } from '#core/agenda/agenda.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { addItem, agenda } from './agenda.ts';
import { beginItem, clockOf, planOf, runningItem, setPlan, takeOver } from './item-plan.ts';
import { readDraft } from '#document/read.ts';

const today = '2026-11-20' as CalendarDate;
const docWith = (...ids: readonly string[]): Y.Doc => {
	const doc = new Y.Doc();
	for (const id of ids) addItem(doc, id, `${id}0`, `Item ${id}`, agenda(doc).at(-1)?.id ?? null);
	return doc;
};
const copyOf = (doc: Y.Doc): Y.Doc => {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
};
const join = (one: Y.Doc, other: Y.Doc): void => {
	Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
	Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
};
const entry = (doc: Y.Doc, id: string) => agenda(doc).find((one) => one.id === id)!.item;
const PROPOSAL = { id: 'proposed', title: 'Boats', purpose: 'decision', lead: 'MB', minutes: 15 } as const;

test('two people who plan different things of one item at once keep both', () => {
	const here = docWith('first000');
	const there = copyOf(here);
	setPlan(here, 'first000', { purpose: 'sign-off' });
	setPlan(there, 'first000', { minutes: 20, lead: 'ID' });
	join(here, there);
	for (const doc of [here, there])
		expect(planOf(entry(doc, 'first000'))).toEqual({
			purpose: 'sign-off',
			lead: 'ID',
			minutes: 20,
			added: null
		});
	setPlan(here, 'first000', { minutes: null, lead: '' });
	expect(readDraft(here).items[0]?.plan).toEqual({
		purpose: 'sign-off',
		lead: '',
		minutes: null,
		added: null
	});
});

test('[U6] a proposal taken over by two people at once is one item, and one that was removed comes back', () => {
	const here = docWith('first000');
	const there = copyOf(here);
	takeOver(here, PROPOSAL, 'line0000', today);
	takeOver(there, PROPOSAL, 'line1111', today);
	join(here, there);
	expect(readDraft(here)).toEqual(readDraft(there));
	expect(readDraft(here).items.map(({ title }) => title)).toEqual(['Item first000', 'Boats']);
	expect(readDraft(here).items[1]?.plan).toEqual({
		purpose: 'decision',
		lead: 'MB',
		minutes: 15,
		added: today
	});
	entry(here, 'proposed').set('removed', true);
	takeOver(here, PROPOSAL, 'line2222', today);
	expect(readDraft(here).items).toHaveLength(2);
});

test('[U1] one clock runs at a time, and an item taken up again goes on where it stood', () => {
	const doc = docWith('first000', 'second00');
	expect(runningItem(doc)).toBeNull();
	beginItem(doc, 'first000', 1000);
	beginItem(doc, 'second00', 4000);
	beginItem(doc, 'second00', 5000);
	expect(runningItem(doc)?.id).toBe('second00');
	beginItem(doc, 'first000', 6000);
	expect(elapsed(clockOf(entry(doc, 'first000')), 7000)).toBe(4000);
	expect(elapsed(clockOf(entry(doc, 'second00')), 7000)).toBe(2000);
	beginItem(doc, null, 8000);
	expect(runningItem(doc)).toBeNull();
	expect(elapsed(clockOf(entry(doc, 'first000')), 99_000)).toBe(5000);
});

test('what is no plan and no clock is none', () => {
	const doc = docWith('first000');
	const item = entry(doc, 'first000');
	for (const [key, value] of [
		['purpose', 'fun'],
		['minutes', 'many'],
		['lead', 7],
		['added', 'today'],
		['clock', 'late']
	] as const)
		item.set(key, value);
	expect(planOf(item)).toEqual({ purpose: null, lead: '', minutes: null, added: null });
	expect(clockOf(item)).toEqual({ since: null, used: 0 });
});
