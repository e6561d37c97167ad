import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { PersonId } from '#core/kernel/ids.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import {
	ACTION_STATES,
	dueWords,
	fits,
	fold,
	happeningWords,
	mayDo,
	offered,
	overdue,
	ownerKey,
	ownersWords,
	type ActionHappening,
	type ActionVerb,
	type RegisterOwner
} from './register.ts';

const day = (text: string) => text as CalendarDate;
const due = (date: string) => ({ written: date, kind: 'date' as const, date: day(date) });
const owner = (name: string): RegisterOwner => ({
	written: name,
	kind: 'person',
	person: name.toLowerCase() as PersonId,
	name
});
const now = (...happenings: ActionHappening[]) => fold(happenings.map((happening) => ({ happening })));
const signed: ActionHappening = { kind: 'signed', due: due('2009-09-30'), owners: [owner('Ida')] };
const VERBS: readonly ActionVerb[] = [
	'note',
	'reported-done',
	'closure-agreed',
	'reopened',
	'due-changed',
	'owners-changed'
];

test('[G1] an action begins open, as it was signed', () => {
	expect(now(signed)).toEqual({ state: 'open', due: due('2009-09-30'), owners: [owner('Ida')] });
});

test('reported done, closed, reopened: the last word counts', () => {
	expect(now(signed, { kind: 'reported-done' }).state).toBe('reported-done');
	expect(now(signed, { kind: 'reported-done' }, { kind: 'closure-agreed' }).state).toBe('closed');
	expect(now(signed, { kind: 'closure-agreed' }, { kind: 'reopened' }).state).toBe('open');
});

test('[G5] a new due or owner and a note leave the state as it is', () => {
	const after = now(
		signed,
		{ kind: 'reported-done' },
		{ kind: 'due-changed', from: due('2009-09-30'), to: null },
		{ kind: 'owners-changed', from: [owner('Ida')], to: [owner('Mo'), owner('Lin')] },
		{ kind: 'note' }
	);
	expect(after).toEqual({ state: 'reported-done', due: null, owners: [owner('Mo'), owner('Lin')] });
});

test.each([
	['nobody', { owner: false, keeper: false }, []],
	['[G2] the owner', { owner: true, keeper: false }, ['note', 'reported-done']],
	['[G3] who keeps the record', { owner: false, keeper: true }, VERBS]
] as const)('rights of %s', (_, hand, verbs) => {
	expect(VERBS.filter((verb) => mayDo(verb, hand))).toEqual(verbs);
});

test.each([
	['open', ['note', 'reported-done', 'closure-agreed', 'due-changed', 'owners-changed']],
	['reported-done', ['note', 'closure-agreed', 'reopened', 'due-changed', 'owners-changed']],
	['closed', ['note', 'reopened']]
] as const)('[G4] [G5] what fits an action that is %s', (state, verbs) => {
	expect(VERBS.filter((verb) => fits(verb, state).ok)).toEqual(verbs);
});

test('what is offered is what is allowed and fits, and never ends in the state it began in', () => {
	const next = { 'reported-done': 'reported-done', 'closure-agreed': 'closed', reopened: 'open' } as const;
	fc.assert(
		fc.property(fc.boolean(), fc.boolean(), fc.constantFrom(...ACTION_STATES), (isOwner, keeper, state) => {
			for (const verb of offered({ owner: isOwner, keeper }, state)) {
				expect(mayDo(verb, { owner: isOwner, keeper }) && fits(verb, state).ok).toBe(true);
				if (verb in next) expect(next[verb as keyof typeof next]).not.toBe(state);
			}
		})
	);
});

test('[G6] overdue: open, and its day has passed', () => {
	expect(overdue('open', due('2009-09-30'), day('2009-10-01'))).toBe(true);
	expect(overdue('open', due('2009-09-30'), day('2009-09-30'))).toBe(false);
	expect(overdue('reported-done', due('2009-09-30'), day('2009-10-01'))).toBe(false);
	expect(overdue('open', null, day('2009-10-01'))).toBe(false);
	expect(overdue('open', { date: null }, day('2009-10-01'))).toBe(false);
});

test('[G7] due in words', () => {
	expect(dueWords(null)).toBe('No date');
	expect(dueWords(due('2009-09-30'))).toBe('30 September 2009');
	expect(dueWords({ written: 'next meeting', kind: 'next-meeting', date: null })).toBe('Next meeting');
	expect(dueWords({ written: 'next mtg', kind: 'next-meeting', date: day('2009-10-28') })).toBe(
		'Next meeting, 28 October 2009'
	);
	expect(dueWords({ written: 'before the snow', kind: 'words', date: null })).toBe('before the snow');
});

test('[G9] owners and happenings in words', () => {
	const outside: RegisterOwner = {
		written: 'The Harbour Trust',
		kind: 'outside',
		person: null,
		name: 'The Harbour Trust'
	};
	expect(ownersWords([])).toBe('Nobody');
	expect(ownersWords([owner('Ida'), owner('Mo'), outside])).toBe(
		'Ida, Mo and The Harbour Trust (outside the board)'
	);
	expect(happeningWords({ kind: 'due-changed', from: null, to: due('2009-09-30') })).toBe(
		'Due changed from “No date” to “30 September 2009”'
	);
	expect(ownerKey(owner('Ida'))).toBe('ida');
	expect(ownerKey(outside)).toBe(':the-harbour-trust');
});
