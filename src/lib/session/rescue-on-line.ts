import * as decoding from 'lib0/decoding';
import { messageYjsSyncStep1, messageYjsSyncStep2 } from 'y-protocols/sync';
import type { WebsocketProvider } from 'y-websocket';
import { Message } from '#core/wire.ts';
import type { Rescue } from '#document/rescue.ts';

type Handler = (encoder: unknown, decoder: unknown, ...rest: unknown[]) => void;

/**
 * Everything that comes over the line is read under the eyes of a {@link Rescue}. An update says what its author deleted; the
 * answer to a handshake says what is deleted by now, whoever had seen it.
 */
export function rescueOnLine(
	provider: WebsocketProvider,
	rescue: Rescue,
	told: {
		/** Own clock from which on nothing was known to be on the server when the line was cut. */
		readonly unseen: () => number;
		/** What comes in does not go into the text now. */
		readonly isHeld: () => boolean;
	}
): void {
	const handlers = provider.messageHandlers as unknown as Handler[];
	const read = handlers[Message.Sync];
	handlers[Message.Sync] = (encoder, decoder, ...rest) => {
		const ahead = decoding.clone(decoder as decoding.Decoder);
		const kind = decoding.readVarUint(ahead);
		const apply = () => read?.(encoder, decoder, ...rest);
		if (kind === messageYjsSyncStep1 || told.isHeld()) return apply();
		const unseen = kind === messageYjsSyncStep2 ? told.unseen() : Infinity;
		rescue.during(decoding.readVarUint8Array(ahead), apply, unseen);
	};
}
