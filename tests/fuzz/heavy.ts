/** Updates that are short and cost much: made by hand, because an editor of Yjs would take longer to make them than anybody to refuse them. */
import * as encoding from 'lib0/encoding';

/** A text at the top of the minutes. */
export const WORDS = 'report|action01';

/** A pasted word, and pieces of one letter each in front of one another, all by one client in one text. */
export const wordAndPieces = (client: number, letters: number, pieces: number): Uint8Array =>
	encoding.encode((out) => {
		for (const n of [1, 1 + pieces, client, 0]) encoding.writeVarUint(out, n);
		encoding.writeUint8(out, STRING);
		encoding.writeVarUint(out, 1);
		encoding.writeVarString(out, WORDS);
		encoding.writeVarString(out, 'x'.repeat(letters));
		for (let n = 0; n < pieces; n++) {
			encoding.writeUint8(out, STRING | HAS_RIGHT);
			encoding.writeVarUint(out, client);
			encoding.writeVarUint(out, n === 0 ? 0 : letters + n - 1);
			encoding.writeVarString(out, 'y');
		}
		encoding.writeVarUint(out, 0);
	});

/** Takes away ranges of text by one client: `count` of them, of `length` clocks, `apart` from one beginning to the next. */
export const changes = (
	client: number,
	from: number,
	count: number,
	length: number,
	apart: number
): Uint8Array =>
	encoding.encode((out) => {
		for (const n of [0, 1, client, count]) encoding.writeVarUint(out, n);
		for (let n = 0; n < count; n++) {
			encoding.writeVarUint(out, from + n * apart);
			encoding.writeVarUint(out, length);
		}
	});

const STRING = 4;
const HAS_RIGHT = 64;
