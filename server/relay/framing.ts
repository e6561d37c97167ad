/**
 * WebSocket frames made by hand: whole, binary, unmasked, as a server sends them. A message to forty-five people is framed
 * once and the same bytes are written to every socket ([R60]); no extension is ever negotiated, so nothing depends on who.
 */

/** RFC 6455: the last frame of a message, of type binary. */
const FIN_BINARY = 0x82;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

export function framed(message: Uint8Array): Buffer {
	const { length } = message;
	const header = length < TWO_BYTES ? 2 : length < 65536 ? 4 : 10;
	const frame = Buffer.allocUnsafe(header + length);
	frame[0] = FIN_BINARY;
	if (header === 2) frame[1] = length;
	else if (header === 4) {
		frame[1] = TWO_BYTES;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = EIGHT_BYTES;
		frame.writeUInt32BE(0, 2);
		frame.writeUInt32BE(length, 6);
	}
	frame.set(message, header);
	return frame;
}

/** Several frames as one piece of bytes: one write, one system call. */
export function joined(frames: readonly Buffer[]): Buffer {
	return frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames);
}
