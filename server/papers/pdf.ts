/**
 * [U11] PDF: scripts, what starts programs, files within, locked ones. A reader comes to an object by a table, or, where that is
 * broken, by looking for "obj"; so every place where an object could begin is read, whatever stands around it. Names are read as a
 * reader does (`/J#61vaScript`), streams of objects are unpacked, and what cannot be unpacked is refused.
 */
import { inflateRawSync } from 'node:zlib';
import { Unfit } from './archive.ts';

/** Unpacked, all streams of objects together. */
const MOST_OBJECTS = 96 * 1024 * 1024;
/** A catalogue of a large report has some 100,000 objects. */
const MOST_STARTS = 400_000;
/** Of one object outside of its stream; a reader's own limits are lower. */
const MOST_OBJECT = 8 * 1024 * 1024;
/** Behind the end: a line feed or two. */
const MOST_BEHIND = 1024;

const SCRIPTS = new Set(['JavaScript', 'Launch', 'Rendition', 'RichMedia', 'XFA']);
const FILES = new Set(['EmbeddedFile', 'EmbeddedFiles', 'GoToE']);

/** @throws Unfit */
export function inspectPdf(bytes: Buffer): void {
	judgeEnds(bytes);
	let [starts, left] = [0, MOST_OBJECTS];
	for (const word of ['obj', 'trailer'])
		for (let at = bytes.indexOf(word); at !== -1; at = bytes.indexOf(word, at + 1)) {
			// "endobj" ends one, and "object" is a word of somebody's text.
			if (isLetter(bytes[at - 1]) || isLetter(bytes[at + word.length])) continue;
			if (++starts > MOST_STARTS) throw new Unfit('bomb');
			const { tokens, stream } = readObject(bytes, at + word.length, false);
			if (stream === null || !holdsObjects(tokens)) continue;
			const unpacked = unpack(bytes, stream, tokens, left);
			left -= unpacked.length;
			// Each begins where the stream says, which may be inside of what another takes for words.
			for (const from of beginnings(unpacked, numberAfter(tokens, 'First'))) readObject(unpacked, from, true);
		}
	if (starts === 0) throw new Unfit('damaged');
}

/** Two kinds of file at once: an archive at its end, or much behind its end. */
function judgeEnds(bytes: Buffer): void {
	const tail = bytes.subarray(Math.max(0, bytes.length - 65_557));
	if (tail.indexOf('PK\u0005\u0006', 0, 'latin1') !== -1) throw new Unfit('double');
	const end = bytes.lastIndexOf('%%EOF');
	if (end === -1) throw new Unfit('damaged');
	const behind = bytes.subarray(end + 5);
	if (behind.length > MOST_BEHIND && behind.some((byte) => byte > 32)) throw new Unfit('double');
}

/** Of its beginning, which is where a dictionary says what its stream is: names with their slash, numbers, words, brackets. */
type Tokens = readonly string[];
const MOST_TOKENS = 2000;

/**
 * What a reader would read from here on. @param single one object only, as within a stream of them; else up to its end or stream
 * @throws Unfit at a name that is not wanted
 */
function readObject(bytes: Buffer, from: number, single: boolean): { tokens: Tokens; stream: number | null } {
	const end = Math.min(bytes.length, from + MOST_OBJECT);
	const tokens: string[] = [];
	let [at, depth] = [from, 0];
	while (at < end) {
		const byte = bytes[at] ?? 0;
		const start = at;
		if (isSpace(byte)) {
			at++;
			continue;
		}
		if (byte === PERCENT) {
			at = afterComment(bytes, at, end);
			continue;
		}
		if (byte === OPEN) at = afterWords(bytes, at, end);
		else if (byte === LESS && bytes[at + 1] !== LESS) at = afterHex(bytes, at, end);
		else if (byte === LESS || byte === GREATER) at += bytes[at + 1] === byte ? 2 : 1;
		else if (isDelimiter(byte) && byte !== SLASH) at++;
		else {
			at++;
			while (at < end && isRegular(bytes[at] ?? 0)) at++;
		}
		const token = byte === OPEN ? '()' : bytes.toString('latin1', start, Math.min(at, start + 200));
		if (byte === SLASH) judgeName(plainName(token));
		if (token === 'stream') return { tokens, stream: afterLineEnd(bytes, at) };
		if (token === 'endobj' || token === 'startxref') break;
		if (token === '<<' || token === '[') depth++;
		if (token === '>>' || token === ']') depth--;
		if (tokens.length < MOST_TOKENS) tokens.push(byte === SLASH ? `/${plainName(token)}` : token);
		if (single && depth <= 0) break;
	}
	return { tokens, stream: null };
}

function judgeName(name: string): void {
	if (SCRIPTS.has(name)) throw new Unfit('script');
	if (FILES.has(name)) throw new Unfit('attached');
	if (name === 'Encrypt') throw new Unfit('locked');
}

/** "/J#61va" is "Java". */
const plainName = (token: string): string =>
	token.slice(1).replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Not every reader asks for its type; all need the two numbers. */
const holdsObjects = (tokens: Tokens): boolean =>
	tokens.includes('/ObjStm') || (tokens.includes('/N') && tokens.includes('/First'));

const numberAfter = (tokens: Tokens, name: string): number =>
	Number(tokens[tokens.indexOf(`/${name}`) + 1] ?? NaN);

/** Everybody writes these streams deflated or as they are. @throws Unfit when this one is written otherwise, so that it cannot be read */
function unpack(bytes: Buffer, from: number, tokens: Tokens, limit: number): Buffer {
	const predicts = tokens.includes('/Predictor') && numberAfter(tokens, 'Predictor') !== 1;
	const filter = tokens.indexOf('/Filter');
	const [first = '', second = '', third = ''] = filter === -1 ? [] : tokens.slice(filter + 1, filter + 4);
	if (filter === -1 || (first === '[' && second === ']')) {
		const end = bytes.indexOf('endstream', from);
		return bytes.subarray(from, end === -1 ? bytes.length : end);
	}
	const name = first === '[' && third === ']' ? second : first;
	if (!/^\/(FlateDecode|Fl)$/.test(name) || predicts) throw new Unfit('damaged');
	if (limit <= 0) throw new Unfit('bomb');
	try {
		// Without its two bytes of head and its sum, which readers pass over as well.
		return inflateRawSync(bytes.subarray(from + 2), { maxOutputLength: limit });
	} catch (error) {
		throw new Unfit((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'bomb' : 'damaged');
	}
}

/** "12 0 15 48 …": the number of each object and where it begins, behind `first`. */
function* beginnings(unpacked: Buffer, first: number): Generator<number> {
	if (!Number.isInteger(first) || first > unpacked.length) throw new Unfit('damaged');
	const numbers = unpacked
		.toString('latin1', 0, first)
		.trim()
		.split(/[\s\0]+/);
	for (let n = 1; n < numbers.length; n += 2) yield first + Number(numbers[n]);
}

const [PERCENT, OPEN, CLOSE, LESS, GREATER, SLASH, BACKSLASH] = [0x25, 0x28, 0x29, 0x3c, 0x3e, 0x2f, 0x5c];
const isSpace = (byte: number): boolean =>
	byte === 32 || (byte >= 9 && byte <= 13 && byte !== 11) || byte === 0;
const isDelimiter = (byte: number): boolean => '()<>[]{}/%'.includes(String.fromCharCode(byte));
const isRegular = (byte: number): boolean => !isSpace(byte) && !isDelimiter(byte);
const isLetter = (byte = 0): boolean => (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90);

function afterComment(bytes: Buffer, from: number, end: number): number {
	let at = from;
	while (at < end && bytes[at] !== 10 && bytes[at] !== 13) at++;
	return at;
}

function afterWords(bytes: Buffer, from: number, end: number): number {
	let [at, depth] = [from, 0];
	for (; at < end; at++) {
		const byte = bytes[at];
		if (byte === BACKSLASH) at++;
		else if (byte === OPEN) depth++;
		else if (byte === CLOSE && --depth === 0) return at + 1;
	}
	return end;
}

function afterHex(bytes: Buffer, from: number, end: number): number {
	let at = from;
	while (at < end && bytes[at] !== GREATER) at++;
	return at + 1;
}

function afterLineEnd(bytes: Buffer, from: number): number {
	let at = from;
	while (bytes[at] === 32) at++;
	if (bytes[at] === 13) at++;
	if (bytes[at] === 10) at++;
	return at;
}
