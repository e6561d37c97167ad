/** A relay over a real file with somebody who only reads along, and people with raw sockets who try what they may not. */
import { expect } from 'vitest';
import * as Y from 'yjs';
import { Close } from '#core/wire/wire.ts';
import { RawClient } from './relay-clients.ts';
import { openTestRelay, until, type TestRelay, type TestRelayOptions } from './relay.ts';

export class Watched {
	readonly relay: TestRelay;
	readonly name: string;
	readonly #clients: RawClient[] = [];
	#bystander: RawClient | null = null;

	private constructor(relay: TestRelay, name: string) {
		this.relay = relay;
		this.name = name;
	}

	/** Nobody reads along: where what is tried reaches others by right, or ends them. */
	static async unseen(options: TestRelayOptions = {}): Promise<Watched> {
		const relay = await openTestRelay(options);
		return new Watched(relay, await relay.meeting('meeting01'));
	}

	static async open(options: TestRelayOptions = {}): Promise<Watched> {
		const watched = await Watched.unseen(options);
		const bystander = await watched.join('zoe');
		bystander.sendStep1(new Y.Doc());
		await bystander.heard('step2');
		watched.#bystander = bystander;
		return watched;
	}

	/** Of its document. */
	get url(): string {
		return `${this.relay.url}/${this.name}`;
	}

	async join(person: string, query = '?caps=ack,notice,roster'): Promise<RawClient> {
		return this.added(new RawClient(this.url + query, person)).joined();
	}

	/** Closed with the rest at the end. */
	added(client: RawClient): RawClient {
		this.#clients.push(client);
		return client;
	}

	stored(): Promise<Y.Doc> {
		return this.relay.stored(this.name);
	}

	/** How many frames the log holds. */
	async rows(): Promise<number> {
		return (await this.relay.db.selectFrom('update_log').select('position').execute()).length;
	}

	/** After each test: the bystander is still there, has what the log holds, and nothing that was refused. */
	async close(): Promise<void> {
		try {
			if (this.#bystander !== null) await this.#expectUnnoticed(this.#bystander);
		} finally {
			for (const client of this.#clients) client.close();
			await this.relay.close();
		}
	}

	async #expectUnnoticed(witness: RawClient): Promise<void> {
		expect([null, Close.Signed, Close.Restarting]).toContain(witness.closed?.code ?? null);
		expect(witness.told.filter(({ kind }) => kind === 'nack')).toEqual([]);
		if (witness.closed) return;
		await until(
			'the bystander has what is stored, and nothing else',
			async () => words(witness.doc()) === words(await this.stored())
		);
		expect(witness.doc().store.pendingStructs).toBe(null);
	}
}

/** A page: a doc of its own, and what its edits send. */
export function page(client?: number): { doc: Y.Doc; type: (words: string) => Uint8Array } {
	const doc = new Y.Doc();
	if (client !== undefined) doc.clientID = client;
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	return {
		doc,
		type(words) {
			doc.getText('words').insert(doc.getText('words').length, words);
			return updates.pop() ?? new Uint8Array();
		}
	};
}

export const words = (doc: Y.Doc): string => doc.getText('words').toString();
