import * as decoding from 'lib0/decoding';
import { messageYjsSyncStep1, messageYjsSyncStep2, readSyncMessage } from 'y-protocols/sync';
import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { Draft } from '#core/minutes/draft.ts';
import { Message } from '#core/wire/wire.ts';
import { HeldUpdates } from './held-updates.ts';

/** Often enough to be believed, seldom enough to cost nothing while 45 people type. */
const COUNT_EVERY_MS = 250;

type Handler = (...args: readonly unknown[]) => void;

/**
 * [Z4] The pause of others' changes. Only what comes in is kept aside; what is written here goes out, is saved and
 * acknowledged as ever, and the server's questions are answered from what stands here. A position (`since`) given
 * meanwhile may run ahead of the text in front of one, not ahead of text and held changes together, and both end
 * together with the page.
 */
export class Pause {
	on = $state(false);
	/** How many changes wait. */
	waiting = $state(0);
	readonly #provider: WebsocketProvider;
	readonly #held: HeldUpdates;
	readonly #shown: () => Draft;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** @param shown the text in front of one, as it is now */
	constructor(provider: WebsocketProvider, doc: Y.Doc, shown: () => Draft) {
		this.#provider = provider;
		this.#held = new HeldUpdates(doc);
		this.#shown = shown;
		const handlers = provider.messageHandlers as unknown as Handler[];
		const stock = handlers[Message.Sync];
		handlers[Message.Sync] = (encoder, decoder, ...rest) => {
			const held = this.#held.everybodys;
			if (!held || decoding.peekVarUint(decoder as decoding.Decoder) === messageYjsSyncStep1)
				return stock?.(encoder, decoder, ...rest);
			const kind = readSyncMessage(decoder as decoding.Decoder, encoder as never, held, provider);
			// As the provider's own reading of it: the first answer of a connection ends its coming back.
			if (kind === messageYjsSyncStep2 && !provider.synced) provider.synced = true;
			this.#count();
		};
		doc.on('update', () => this.#count());
	}

	/** The text in which every place is known that others may speak of. */
	get everybodys(): Y.Doc | null {
		return this.#held.everybodys;
	}

	begin(): void {
		this.#held.hold();
		this.waiting = 0;
		this.on = true;
	}

	/** Shows all that waits, at once. */
	end(): void {
		if (!this.on) return;
		this.on = false;
		this.#stopCounting();
		this.#held.release(this.#provider);
		this.waiting = 0;
	}

	destroy(): void {
		this.#stopCounting();
		this.#held.drop();
	}

	#count(): void {
		if (!this.#held.everybodys) return;
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			this.waiting = this.#held.waiting(this.#shown());
		}, COUNT_EVERY_MS);
	}

	#stopCounting(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}
}
