import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { chooseOwner, copyAction, ownersAsTyped, ownersOf, removeOwner, takeOwners } from './actions.ts';
import type { TypedOwner } from '#document/fields.ts';

const typed = (
	place: TypedOwner['place'],
	...pieces: readonly (readonly [before: string, written: string, after?: string])[]
) => pieces.map(([before, written, after = '']) => ({ place, before, written, after }));
const ID_AND_MS = typed('head', ['', 'ID'], [' and ', 'MS', ': ']);
const written = (doc: Y.Doc, action: string) => ownersOf(doc, action).map((owner) => owner.written);

describe('owners that stood in the words', () => {
	test('go back as they stood, at the head and in brackets', () => {
		const doc = new Y.Doc();
		takeOwners(doc, 'a', [...ID_AND_MS, ...typed('tail', [' [Action: ', 'JT', '].'])]);
		expect(ownersAsTyped(ownersOf(doc, 'a'))).toEqual({ head: 'ID and MS: ', tail: ' [Action: JT].' });
	});

	test('whatever they are parted by, every character comes back', () => {
		const between = fc.constantFrom(', ', '/', ' / ', ' and ', ', and ', '; ', ' & ');
		fc.assert(
			fc.property(fc.array(between, { maxLength: 6 }), fc.constantFrom(' ', ': ', ' - '), (parts, end) => {
				const doc = new Y.Doc();
				const names = ['AB', ...parts.map((_, index) => (index % 2 === 0 ? 'CD' : 'EF'))];
				const pieces = names.map(
					(name, index) =>
						[index === 0 ? '' : (parts[index - 1] ?? ''), name, index === parts.length ? end : ''] as const
				);
				takeOwners(doc, 'a', typed('head', ...pieces));
				expect(ownersAsTyped(ownersOf(doc, 'a')).head).toBe(
					pieces.map(([before, name, after]) => before + name + after).join('')
				);
			})
		);
	});

	test('without one of them, the others still read as a list', () => {
		const doc = new Y.Doc();
		takeOwners(doc, 'a', ID_AND_MS);
		const [first, last] = ownersOf(doc, 'a');
		removeOwner(doc, first?.key ?? '');
		expect(ownersAsTyped(ownersOf(doc, 'a')).head).toBe('MS: ');
		takeOwners(doc, 'b', ID_AND_MS);
		removeOwner(doc, (last?.key ?? '').replace(/^a/, 'b'));
		expect(ownersAsTyped(ownersOf(doc, 'b')).head).toBe('ID ');
	});
});

test('two people who are both CD are two owners, each chosen for itself; a copy has both', () => {
	const doc = new Y.Doc();
	takeOwners(doc, 'a', typed('head', ['', 'CD'], [' and ', 'CD', ' ']));
	chooseOwner(doc, ownersOf(doc, 'a')[1]?.key ?? '', 'colm');
	copyAction(doc, 'a', 'b');
	for (const action of ['a', 'b']) {
		expect(written(doc, action)).toEqual(['CD', 'CD']);
		expect(ownersOf(doc, action).map(({ chosen }) => chosen)).toEqual([null, 'colm']);
		expect(ownersAsTyped(ownersOf(doc, action)).head).toBe('CD and CD ');
	}
});

test('who stands there already keeps whom somebody chose, and is not new', () => {
	const doc = new Y.Doc();
	const [key = ''] = takeOwners(doc, 'a', typed('head', ['', 'ID', ' ']));
	chooseOwner(doc, key, 'ines');
	expect(takeOwners(doc, 'a', ID_AND_MS)).toHaveLength(1);
	expect(ownersOf(doc, 'a').map(({ written, chosen }) => [written, chosen])).toEqual([
		['ID', 'ines'],
		['MS', null]
	]);
});
