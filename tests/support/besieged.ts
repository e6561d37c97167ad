/** A meeting with an item in it, over a real relay with the real table of what it can hold, and somebody with a raw socket. */
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf, type ItemMap } from '#document/fields.ts';
import { textOf } from '#document/minutes/line.ts';
import { seedUpdate } from '#document/seed.ts';
import { MINUTES } from '#document/shape.ts';
import { RawClient } from './relay-clients.ts';
import { openTestRelay, until, type TestRelay, type TestRelayOptions } from './relay.ts';

export const ITEM = 'item0001';
export const LINE = 'line0001';
export const WORDS = 'The board noted the report.';

export interface Outcome {
	/** Of the `Nack`; null: none came. */
	readonly nack: { readonly code: number; readonly why: string } | null;
	/** Null: the attacker is still connected. */
	readonly closed: number | null;
	/** Whether what the log holds has changed. */
	readonly entered: boolean;
}

export class Besieged {
	readonly relay: TestRelay;
	readonly name: string;
	readonly #clients: RawClient[] = [];

	private constructor(relay: TestRelay, name: string) {
		this.relay = relay;
		this.name = name;
	}

	static async open(options: TestRelayOptions = {}): Promise<Besieged> {
		const relay = await openTestRelay({ shape: MINUTES, ...options });
		const lines = [emptyLine('point', LINE, WORDS)];
		const name = await relay.meeting(
			'meeting01',
			seedUpdate([{ id: ITEM, printed: null, title: 'Report', lines }])
		);
		return new Besieged(relay, name);
	}

	/** Another document of the same server. */
	async beside(id: string, update: Uint8Array): Promise<Besieged> {
		return new Besieged(this.relay, await this.relay.meeting(id, update));
	}

	async join(person: string): Promise<RawClient> {
		const client = new RawClient(`${this.relay.url}/${this.name}?caps=ack,notice`, person);
		this.#clients.push(client);
		return client.joined();
	}

	/** A page of its own with all that is in the log. */
	async page(client?: number): Promise<Y.Doc> {
		const doc = new Y.Doc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(await this.relay.stored(this.name)));
		if (client !== undefined) doc.clientID = client;
		return doc;
	}

	/** Somebody who may write does something to the document, in one frame or several. */
	async edited(edit: (doc: Y.Doc) => void, person = 'eve'): Promise<Outcome> {
		const doc = await this.page();
		const frames: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => void frames.push(update));
		edit(doc);
		return this.sent(frames, person);
	}

	/** @param handshake as the answer to the question of the relay */
	async sent(updates: readonly Uint8Array[], person = 'eve', handshake = false): Promise<Outcome> {
		const before = await this.state();
		const client = await this.join(person);
		// Whoever has answered has nothing else to say.
		if (!handshake) client.sendStep2(new Uint8Array([0, 0]));
		for (const update of updates) {
			if (handshake) client.sendStep2(update);
			else client.sendUpdate(update);
		}
		await until(
			'an answer',
			() =>
				client.closed !== null ||
				client.told.some((told) => told.kind === 'nack') ||
				client.told.some(
					(told) => told.kind === 'ack' && told.count >= updates.length + (handshake ? 0 : 1)
				) ||
				client.told.filter((told) => told.kind === 'step1').length > 1
		);
		if (client.told.some((told) => told.kind === 'nack'))
			await until('the end, if there is one', () => client.closed !== null, 300).catch(() => undefined);
		const nack = client.told.find((told) => told.kind === 'nack') ?? null;
		const closed = client.closed?.code ?? null;
		if (closed === null) client.close();
		return { nack, closed, entered: Buffer.compare(before, await this.state()) !== 0 };
	}

	async state(): Promise<Uint8Array> {
		return Y.encodeStateAsUpdate(await this.relay.stored(this.name));
	}

	async close(): Promise<void> {
		for (const client of this.#clients) client.close();
		await this.relay.close();
	}
}

export const itemIn = (doc: Y.Doc): ItemMap => itemsOf(doc).get(ITEM) as ItemMap;
export const bodyIn = (doc: Y.Doc): Y.XmlFragment => bodyOf(itemIn(doc)) as Y.XmlFragment;
export const lineIn = (doc: Y.Doc): Y.XmlElement => bodyIn(doc).get(0) as Y.XmlElement;
export const textIn = (doc: Y.Doc): Y.XmlText => lineIn(doc).get(0) as Y.XmlText;
export const wordsOf = (doc: Y.Doc): string => textOf(bodyIn(doc));
