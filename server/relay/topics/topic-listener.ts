/** Pages that only listen: they hear the version of one topic, at once and whenever it moves, and then ask for the data. */
import { WebSocket } from 'ws';
import { Close } from '#core/wire/wire.ts';
import type { Who } from '#server/relay/access.ts';

export class Listener {
	readonly topic: string;
	readonly who: Who;
	readonly #socket: WebSocket;
	#version = -1;
	#answered = true;

	constructor(socket: WebSocket, topic: string, who: Who, onGone: (listener: Listener) => void) {
		this.topic = topic;
		this.who = who;
		this.#socket = socket;
		socket.on('pong', () => (this.#answered = true));
		// A listener has nothing to say. Whatever it sends is not read.
		socket.on('error', () => undefined);
		socket.on('close', () => onGone(this));
	}

	/** [R24] */
	tell(version: number): void {
		if (version === this.#version || this.#socket.readyState !== WebSocket.OPEN) return;
		this.#version = version;
		this.#socket.send(String(version));
	}

	close(code: number, reason: string): void {
		this.#socket.close(code, reason);
	}

	terminate(): void {
		this.#socket.terminate();
	}

	get isAlive(): boolean {
		return this.#socket.readyState !== WebSocket.CLOSED;
	}

	/** Every 20 s or so. */
	ping(): void {
		if (!this.#answered) return this.#socket.terminate();
		this.#answered = false;
		this.#socket.ping();
	}
}

/** Why a connection has to go once its right was looked at again, and null when it may stay. */
export function verdict(
	holds: boolean,
	right: boolean
): { readonly code: number; readonly reason: string } | null {
	if (!holds) return { code: Close.SignedOut, reason: 'signed out' };
	return right ? null : { code: Close.NoRight, reason: 'no right to see this any more' };
}
