/** Bytes of a file → its text, or what kind of file it is that cannot be read as text. Runs in the browser and on the server. */

export type Decoded =
	| { readonly ok: true; readonly text: string }
	/** What the file is, in words that fit "This is …". */
	| { readonly ok: false; readonly what: string };

const STARTS: readonly (readonly [string, readonly number[]])[] = [
	['a PDF', [0x25, 0x50, 0x44, 0x46]],
	['a Word document', [0x50, 0x4b, 0x03, 0x04]],
	['an old Word document', [0xd0, 0xcf, 0x11, 0xe0]],
	['a rich text document', [0x7b, 0x5c, 0x72, 0x74, 0x66]]
];

/** UTF-8, UTF-16 with its mark, else what Windows wrote before. */
export function decodeText(bytes: Uint8Array): Decoded {
	for (const [what, start] of STARTS)
		if (start.every((byte, index) => bytes[index] === byte)) return { ok: false, what };
	const little = bytes[0] === 0xff && bytes[1] === 0xfe;
	const big = bytes[0] === 0xfe && bytes[1] === 0xff;
	if (little || big)
		return { ok: true, text: new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes) };
	if (bytes.subarray(0, 4096).includes(0)) return { ok: false, what: 'not a text file' };
	try {
		return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
	} catch {
		return { ok: true, text: new TextDecoder('windows-1252').decode(bytes) };
	}
}

/** What to do about it, in one sentence. */
export const undecodable = (what: string): string =>
	`This is ${what}, which cannot be read yet. Open it, copy the whole text and paste it here, or save it as plain text first.`;
