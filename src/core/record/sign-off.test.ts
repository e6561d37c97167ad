import { expect, test } from 'vitest';
import type { PersonId } from '#core/kernel/ids.ts';
import { signState, type Signer } from './sign-off.ts';

const anna: Signer = { person: 'anna0000' as PersonId, name: 'Anna', role: 'chair' };
const bert: Signer = { person: 'bert0000' as PersonId, name: 'Bert', role: 'co-chair' };
const by = ({ person }: Signer, digest = 'now') => ({ person, digest });

test('[S4] rule any: one signature is enough, whoever of them gives it', () => {
	expect(signState('any', [anna, bert], [by(bert)], 'now')).toEqual({ kind: 'signed' });
});

test('[S4] rule all: the last of them makes the record', () => {
	expect(signState('all', [anna, bert], [by(anna)], 'now')).toEqual({ kind: 'waiting', missing: [bert] });
	expect(signState('all', [anna, bert], [by(anna), by(bert)], 'now')).toEqual({ kind: 'signed' });
});

test('[S4] a signature under an earlier text does not count', () => {
	expect(signState('all', [anna, bert], [by(anna, 'before'), by(bert)], 'now')).toEqual({
		kind: 'waiting',
		missing: [anna]
	});
	expect(signState('any', [anna], [by(anna, 'before')], 'now')).toEqual({ kind: 'waiting', missing: [anna] });
});

test('[S4] nobody to sign is not the same as signed', () => {
	expect(signState('all', [], [], 'now')).toEqual({ kind: 'waiting', missing: [] });
	expect(signState('any', [], [], 'now')).toEqual({ kind: 'waiting', missing: [] });
});
