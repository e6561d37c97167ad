/**
 * Several people edit one document over the real relay: the stock client, partitions, relay restarts. Whatever happens,
 * all end with the same text, the log holds it, and everything anybody typed is there once.
 */
import { expect, test } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { addItem, agenda, moveItem, setItemRemoved } from '#document/agenda/agenda.ts';
import { bodyOf, LINE, titleOf } from '#document/fields.ts';
import { textOf } from '#document/minutes/line.ts';
import { stockProvider } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';
import { seeded, type Chance } from '../support/chance.ts';

const PEOPLE = 5;
const ROUNDS = 40;
const EDITS = 15;

interface Peer {
	readonly doc: Y.Doc;
	readonly provider: WebsocketProvider;
}

/** "<3.12>" → "item0003x0012". */
const idOf = (what: string, token: string): string =>
	what + (token.match(/\d+/g) ?? []).map((number) => number.padStart(4, '0')).join('x');

/** One edit somebody could make on the meeting page. @returns the token it wrote, if any */
function edit(doc: Y.Doc, chance: Chance, token: string): string | null {
	const items = agenda(doc);
	const kind = items.length < 3 ? 0 : chance.below(10);
	if (kind === 0) {
		addItem(
			doc,
			idOf('item', token),
			idOf('line', token),
			token,
			items[chance.below(items.length + 1)]?.id ?? null
		);
		return token;
	}
	const entry = items[chance.below(items.length)];
	if (!entry) return null;
	if (kind === 1) {
		moveItem(doc, entry.id, chance.below(2) === 0 ? 'up' : 'down');
		return null;
	}
	if (kind === 2) {
		setItemRemoved(doc, entry.id, chance.below(2) === 0);
		return null;
	}
	const body = bodyOf(entry.item);
	if (!body) return null;
	if (kind < 6 || body.length === 0) {
		const line = new Y.XmlElement(LINE);
		line.setAttribute('kind', 'point');
		line.insert(0, [new Y.XmlText(token)]);
		body.insert(chance.below(body.length + 1), [line]);
		return token;
	}
	// Between two tokens, never within one: each stays readable as a whole.
	const line = body.get(chance.below(body.length));
	const text = line instanceof Y.XmlElement && line.length > 0 ? line.get(0) : undefined;
	if (!(text instanceof Y.XmlText)) return null;
	text.insert(chance.below(2) === 0 ? 0 : text.length, token);
	return token;
}

function everything(doc: Y.Doc): string {
	return agenda(doc)
		.map(({ item }) => `${titleOf(item)?.toString()}:${textOf(bodyOf(item))}`)
		.join('\n');
}

const shape = (doc: Y.Doc): string =>
	JSON.stringify(
		agenda(doc).map(({ id, item, order, removed }) => [id, order, removed, bodyOf(item)?.toString()])
	);

async function settled(peers: readonly Peer[], relay: TestRelay, name: string): Promise<void> {
	for (const { provider } of peers) provider.connect();
	await until('everybody is in step', async () => {
		if (!peers.every(({ provider }) => provider.synced)) return false;
		const [first, ...others] = peers.map(({ doc }) => shape(doc));
		return others.every((other) => other === first) && shape(await relay.stored(name)) === first;
	});
}

// One seed a run in CI would find little; these have, and another one is drawn each time.
const seeds = [1, 2, 3, 4, 5, Math.trunc(Math.random() * 2 ** 31)];

test.each(seeds)(
	'[R25] edits over partitions and restarts converge, each once (seed %i)',
	{ timeout: 120_000 },
	async (seed) => {
		const chance = seeded(seed);
		const relay = await openTestRelay({ limits: { handshakesPerSecond: 1000, framesPerSecond: 1000 } });
		const name = await relay.meeting('meeting01');
		const peers: Peer[] = [];
		const tokens: string[] = [];
		try {
			for (let n = 0; n < PEOPLE; n++) {
				const doc = new Y.Doc();
				peers.push({ doc, provider: stockProvider(relay.url, name, doc, `person${n}`) });
			}
			for (let round = 0; round < ROUNDS; round++) {
				for (let n = 0; n < EDITS; n++) {
					const peer = peers[chance.below(PEOPLE)];
					if (!peer) continue;
					const written = edit(peer.doc, chance, `<${round}.${n}>`);
					if (written) tokens.push(written);
					// A frame may travel now, or after the next edits.
					if (chance.below(3) === 0) await new Promise((resolve) => setImmediate(resolve));
					const event = chance.below(20);
					if (event === 0) peer.provider.disconnect();
					if (event === 1) peer.provider.connect();
					// The cable is pulled: no goodbye.
					if (event === 2) (peer.provider.ws as unknown as { terminate(): void } | null)?.terminate();
				}
				if (chance.below(3) === 0) await relay.restart();
				if (chance.below(4) === 0) await settled(peers, relay, name);
			}
			await settled(peers, relay, name);
			const text = everything(await relay.stored(name));
			const count = (token: string) => text.split(token).length - 1;
			for (const token of tokens) expect([token, count(token)]).toEqual([token, 1]);
			expect(tokens.length).toBeGreaterThan(50);
			expect(relay.complaints).toEqual([]);
		} finally {
			for (const { provider, doc } of peers) {
				provider.destroy();
				provider.awareness.destroy();
				doc.destroy();
			}
			await relay.close();
		}
	}
);
