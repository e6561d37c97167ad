/**
 * Whether bytes are a JSON object, told without making anything of it: a caret comes with every keystroke, and `JSON.parse` takes
 * longer than all else that is done with it. It says yes only to what it is sure of: plain ASCII without escapes, not
 * nested deep. The rest is for `JSON.parse` to say.
 */
export function isPlainObject(bytes: Uint8Array): boolean {
	return bytes[0] === Sign.Brace && valueEnd(bytes, 0, 0) === bytes.length;
}

/** A caret is nested three deep. */
const MAX_DEPTH = 16;

const Sign = {
	Quote: 0x22,
	Comma: 0x2c,
	Minus: 0x2d,
	Dot: 0x2e,
	Zero: 0x30,
	Nine: 0x39,
	Colon: 0x3a,
	Bracket: 0x5b,
	Backslash: 0x5c,
	BracketEnd: 0x5d,
	Brace: 0x7b,
	BraceEnd: 0x7d
} as const;

const WORDS = ['null', 'true', 'false'].map((word) => Buffer.from(word));

/** Not sure. */
const UNSURE = -1;

/** @returns one past the last byte of the value that begins at `at`, or UNSURE */
function valueEnd(bytes: Uint8Array, at: number, depth: number): number {
	switch (bytes[at]) {
		case Sign.Quote:
			return stringEnd(bytes, at);
		case Sign.Brace:
			return listEnd(bytes, at, depth, Sign.BraceEnd);
		case Sign.Bracket:
			return listEnd(bytes, at, depth, Sign.BracketEnd);
		default:
			return wordEnd(bytes, at) || numberEnd(bytes, at);
	}
}

/** Of an object or an array. */
function listEnd(bytes: Uint8Array, begin: number, depth: number, end: number): number {
	if (depth === MAX_DEPTH) return UNSURE;
	if (bytes[begin + 1] === end) return begin + 2;
	for (let at = begin; ;) {
		at++;
		if (end === Sign.BraceEnd) {
			at = bytes[at] === Sign.Quote ? stringEnd(bytes, at) : UNSURE;
			if (at === UNSURE || bytes[at] !== Sign.Colon) return UNSURE;
			at++;
		}
		at = valueEnd(bytes, at, depth + 1);
		if (at === UNSURE) return UNSURE;
		if (bytes[at] === end) return at + 1;
		if (bytes[at] !== Sign.Comma) return UNSURE;
	}
}

function stringEnd(bytes: Uint8Array, begin: number): number {
	for (let at = begin + 1; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === Sign.Quote) return at + 1;
		if (byte < 0x20 || byte > 0x7e || byte === Sign.Backslash) return UNSURE;
	}
	return UNSURE;
}

/** @returns 0 when it is none */
function wordEnd(bytes: Uint8Array, begin: number): number {
	for (const word of WORDS)
		if (word.every((byte, n) => bytes[begin + n] === byte)) return begin + word.length;
	return 0;
}

function numberEnd(bytes: Uint8Array, begin: number): number {
	let at = bytes[begin] === Sign.Minus ? begin + 1 : begin;
	const whole = digitsEnd(bytes, at);
	if (whole === at || (bytes[at] === Sign.Zero && whole > at + 1)) return UNSURE;
	at = whole;
	if (bytes[at] !== Sign.Dot) return at;
	const part = digitsEnd(bytes, at + 1);
	return part > at + 1 ? part : UNSURE;
}

function digitsEnd(bytes: Uint8Array, begin: number): number {
	let at = begin;
	for (let byte = bytes[at] ?? 0; byte >= Sign.Zero && byte <= Sign.Nine; byte = bytes[at] ?? 0) at++;
	return at;
}
