import { Message } from '#core/wire/wire.ts';

export interface SyncCount {
	/** A new connection begins: the server counts from 0 again. */
	opened(): void;
	/** One sync frame that carries changes went out: a step 2 (the handshake's answer) or an update. */
	sent(kind: 'step2' | 'update'): void;
}

/**
 * The browser's WebSocket, counting outgoing sync frames. Both ends count the same frames in the same order, so the
 * client's frames stay y-websocket's byte for byte and the acknowledgement is a plain number.
 */
export function countingSocket(count: SyncCount): typeof WebSocket {
	return class extends WebSocket {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols);
			count.opened();
		}
		override send(data: string | Blob | BufferSource): void {
			if (data instanceof Uint8Array && data[0] === Message.Sync && (data[1] === 1 || data[1] === 2))
				count.sent(data[1] === 1 ? 'step2' : 'update');
			super.send(data);
		}
	};
}
