/**
 * WebSocket frames made by hand: whole, binary, unmasked, as a server sends them. A message to forty-five people is framed
 * once and the same bytes are written to every socket ([R60]); no extension is ever negotiated, so nothing depends on who.
 */

/** RFC 6455: the last frame of a message, of type binary. */
const FIN_BINARY = 0x82;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

const NOTHING = Buffer.alloc(0);

export function framed(message: Uint8Array): Buffer {
	const frame = Buffer.allocUnsafe(headerOf(message.length) + message.length);
	put(frame, message, 0);
	return frame;
}

/** Several messages as one piece of bytes: one write, one system call. */
export function framedTogether(messages: readonly Uint8Array[]): Buffer {
	if (messages.length === 0) return NOTHING;
	let length = 0;
	for (const message of messages) length += headerOf(message.length) + message.length;
	const frames = Buffer.allocUnsafe(length);
	let at = 0;
	for (const message of messages) at = put(frames, message, at);
	return frames;
}

const headerOf = (length: number): number => (length < TWO_BYTES ? 2 : length < 65536 ? 4 : 10);

/** @returns where the next begins */
function put(frames: Buffer, message: Uint8Array, at: number): number {
	const { length } = message;
	const header = headerOf(length);
	frames[at] = FIN_BINARY;
	if (header === 2) frames[at + 1] = length;
	else if (header === 4) {
		frames[at + 1] = TWO_BYTES;
		frames.writeUInt16BE(length, at + 2);
	} else {
		frames[at + 1] = EIGHT_BYTES;
		frames.writeUInt32BE(0, at + 2);
		frames.writeUInt32BE(length, at + 6);
	}
	frames.set(message, at + header);
	return at + header + length;
}
