/** Threat 10: floods of frames, of pings, of fragments and of connections. Readers who stand still: relay/slow-readers.test.ts. */
import { afterEach, expect, test } from 'vitest';
import { RawClient } from '../support/relay-clients.ts';
import { until } from '../support/relay.ts';
import { page, Watched, words } from '../support/watched-relay.ts';

let there: Watched;
afterEach(() => there.close());

test('[R19] one who floods is slowed down, and the others are heard', async () => {
	there = await Watched.unseen({ limits: { framesPerSecond: 100 } });
	const [ann, ben, eve] = [await there.join('ann'), await there.join('ben'), await there.join('eve')];
	const begun = performance.now();
	const flood = page();
	for (let n = 0; n < 5000; n++) eve.sendUpdate(flood.type('x'));
	const { type } = page();
	const waits: number[] = [];
	for (let n = 1; n <= 30; n++) {
		const at = performance.now();
		ann.sendUpdate(type(`[${n}]`));
		await ann.heard('ack', (ack) => ack.count === n);
		waits.push(performance.now() - at);
	}
	const seconds = (performance.now() - begun) / 1000;
	const { flooded } = await there.relay.db
		.selectFrom('update_log')
		.select((row) => row.fn.countAll<number>().as('flooded'))
		.where('person_id', '=', 'eve' as never)
		.executeTakeFirstOrThrow();
	// A second's worth, the burst of two and a half, and what was under way.
	expect(flooded).toBeLessThan(100 * seconds + 250 + 10);
	await until('ben has all of hers', () => words(ben.doc()).includes('[30]'));
	waits.sort((a, b) => a - b);
	console.log(
		`beside a flood, saved after ${waits[15]?.toFixed(1)} ms (median), ${waits.at(-1)?.toFixed(1)} ms (worst)`
	);
});

test('[R19] [R46] pings without number that nobody reads the answers of cost no memory', async () => {
	there = await Watched.open({ limits: { framesPerSecond: 100 } });
	const [ann, eve] = [await there.join('ann'), await there.join('eve')];
	eve.socket.pause();
	for (let n = 0; n < 20_000; n++) eve.socket.ping(new Uint8Array(120));
	ann.sendUpdate(page().type('x'));
	await ann.heard('ack');
	expect(there.relay.current().health().waitingBytes).toBeLessThan(1024 * 1024);
});

test('[R8] a message in a thousand fragments closes its own connection', async () => {
	there = await Watched.open();
	const [ann, eve] = [await there.join('ann'), await there.join('eve')];
	eve.socket.send(new Uint8Array([0]), { fin: false });
	for (let n = 0; n < 1000; n++) eve.socket.send(new Uint8Array(0), { fin: false });
	await eve.gone();
	ann.sendUpdate(page().type('x'));
	await ann.heard('ack');
});

test('[R47] a town hall fits behind one address; one person with too many tabs does not', async () => {
	there = await Watched.unseen({ limits: { connectionsPerPerson: 3, connectionsPerSession: 3 } });
	const crowd = await Promise.all(Array.from({ length: 200 }, (_unused, n) => there.join(`p${n}`)));
	expect(there.relay.current().health().connections).toBe(200);
	await Promise.all([there.join('p0'), there.join('p0')]);
	const fourth = there.added(new RawClient(there.url, 'p0'));
	expect(await fourth.refusal()).toBe(429);
	crowd[1]?.sendUpdate(page().type('x'));
	await until('the last hears the first', () => crowd[199]?.doc().getText('words').length === 1);
});

test('[R47] a full server asks to come again, and lets in when somebody has left', async () => {
	there = await Watched.unseen({ limits: { connectionsPerServer: 2 } });
	const first = await there.join('ann');
	await there.join('ben');
	const third = there.added(new RawClient(there.url, 'cleo'));
	expect(await third.refusal()).toBe(503);
	first.close();
	await until('the room is there again', async () => {
		const next = there.added(new RawClient(there.url, 'cleo'));
		await until('there is an answer', () => next.refused !== null || next.told.length > 0);
		return next.refused === null;
	});
});
