import { expect, test } from 'vitest';
import type { PersonId } from '#core/ids.ts';
import { Presence, type Introducer } from './presence.ts';

const socket = (person: string): Introducer => ({ person: person as PersonId, name: person, mayWrite: true });
const state = (client: number, clock: number, text = '{}') => ({ client, clock, state: text });

test('[R15] a new socket of the same tab takes its client over, an echo of another tab does not', () => {
	const presence = new Presence<Introducer>();
	const dead = socket('ann');
	presence.hear(dead, [state(1, 5)]);
	const otherTab = socket('ann');
	// Its first frame is an echo, because it shows nothing of itself.
	expect(presence.hear(otherTab, [state(1, 5)]).news).toEqual([]);
	presence.leave(otherTab);
	expect(presence.all()).toEqual([state(1, 5)]);
	const reconnected = socket('ann');
	expect(presence.hear(reconnected, [state(1, 6)]).news).toEqual([state(1, 6)]);
	// The dead socket is noticed at last.
	expect(presence.leave(dead)).toEqual([]);
	expect(presence.all()).toEqual([state(1, 6)]);
});

test('[R15] a client of somebody else cannot be taken, open or gone', () => {
	const presence = new Presence<Introducer>();
	const ann = socket('ann');
	presence.hear(ann, [state(1, 5)]);
	const eve = socket('eve');
	expect(presence.hear(eve, [state(1, 9)]).news).toEqual([]);
	presence.leave(ann);
	expect(presence.hear(eve, [state(1, 9)]).news).toEqual([]);
	expect(presence.typed(eve, 1)).toBe(false);
	expect(presence.roster()).toEqual([]);
});

test('[R15] whoever comes back with an old clock is corrected, once, and then heard', () => {
	const presence = new Presence<Introducer>();
	const first = socket('ann');
	presence.hear(first, [state(1, 5)]);
	presence.leave(first);
	const second = socket('ann');
	const back = presence.hear(second, [state(1, 5)]);
	expect(back).toMatchObject({ news: [], correction: [state(1, 5, 'null')], introduced: true });
	expect(presence.hear(second, [state(1, 6)])).toMatchObject({ news: [state(1, 6)], correction: [] });
});

test('[R15] a connection introduces few clients by typing', () => {
	const presence = new Presence<Introducer>();
	const eve = socket('eve');
	for (let client = 1; client <= 100; client++) presence.typed(eve, client);
	expect(presence.roster().length).toBeLessThan(10);
});

test('[R15] a state that others could not read is not passed on', () => {
	const presence = new Presence<Introducer>();
	expect(presence.hear(socket('eve'), [state(1, 1, '{broken')])).toMatchObject({ news: [], malformed: true });
	expect(presence.all()).toEqual([]);
});
