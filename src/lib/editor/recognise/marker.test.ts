import { expect, test } from 'vitest';
import { ownersInWords } from './marker.ts';

const nobody = () => false;

test('a name of reasonable length goes out of the words', () => {
	const name = `A${'b'.repeat(30)}`;
	expect(ownersInWords(`${name} Cole to write to the trusts.`, nobody)).toMatchObject({
		place: 'head',
		owners: [{ written: `${name} Cole` }]
	});
});

test('a word longer than any name is no owner, and stays where it was typed', () => {
	expect(ownersInWords(`A${'b'.repeat(3000)} Cole to write to the trusts.`, nobody)).toBeNull();
});
