import { expect, test } from 'vitest';
import type { PersonId } from '#core/kernel/ids.ts';
import { Presence, type Introducer } from './presence.ts';

const socket = (person: string): Introducer => ({ person: person as PersonId, name: person, mayWrite: true });
const state = (client: number, clock: number, text = '{}') => ({
	client,
	clock,
	state: new TextEncoder().encode(text)
});

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

test('[R45] a caret outlasts a cut by its grace, with its name, and no longer', () => {
	const presence = new Presence<Introducer>();
	const ann = socket('ann');
	presence.hear(ann, [state(1, 5)]);
	presence.cut(ann);
	expect(presence.expire(1000, 5000)).toEqual([]);
	expect(presence.all()).toEqual([state(1, 5)]);
	expect(presence.roster()).toMatchObject([{ client: 1, name: 'ann' }]);
	expect(presence.expire(5999, 5000)).toEqual([]);
	expect(presence.expire(6000, 5000)).toEqual([state(1, 5, 'null')]);
	expect(presence.expire(7000, 5000)).toEqual([]);
	expect(presence.all()).toEqual([]);
	expect(presence.roster()).toEqual([]);
});

test('[R45] whoever is back within the grace was never away, and is not corrected', () => {
	const presence = new Presence<Introducer>();
	const before = socket('ann');
	presence.hear(before, [state(1, 5)]);
	presence.cut(before);
	presence.expire(0, 5000);
	const after = socket('ann');
	expect(presence.hear(after, [state(1, 5)])).toMatchObject({ news: [], correction: [], introduced: true });
	expect(presence.expire(60_000, 5000)).toEqual([]);
	expect(presence.all()).toEqual([state(1, 5)]);
	// Nobody else can take a caret that waits.
	presence.cut(after);
	expect(presence.hear(socket('eve'), [state(1, 9)]).introduced).toBe(false);
});

test('[R45] those who came to read and went do not fill the memory', () => {
	const presence = new Presence<Introducer>();
	for (let client = 0; client < 3000; client++) {
		const one = { ...socket(`p${client}`), mayWrite: false };
		presence.hear(one, [state(client, 1)]);
		presence.leave(one);
	}
	presence.expire(0, 5000);
	// Forgotten: anybody may be client 5. Remembered: client 2999.
	expect(presence.hear(socket('new'), [state(5, 1)]).introduced).toBe(true);
	expect(presence.hear(socket('new'), [state(2999, 9)]).introduced).toBe(false);
});
