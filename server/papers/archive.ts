/**
 * A ZIP, read more strictly than anybody has to write it: no library, because what they tolerate (entries that overlap, two names
 * for one entry, room between entries) is what has to be refused here, and the decompression is Node's own. [U12]
 */
import { crc32, createInflateRaw } from 'node:zlib';
import type { PaperProblem } from '#core/agenda/paper-problems.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UNIX = 3;
const LINK = 0o120000;

/** A deck of 300 slides with notes and pictures has some 2,000. */
const MOST_ENTRIES = 4000;
/** Of all entries unpacked; no paper comes near. */
const MOST_BYTES = 200 * 1024 * 1024;
/** Text packs 20 to 50 times, a table of zeros more; what is small may. */
const MOST_RATIO = 100;
const RATIO_FROM = 4 * 1024 * 1024;
/** Between entries: what writers align with. */
const MOST_GAP = 64;

export class Unfit extends Error {
	readonly problem: PaperProblem;
	constructor(problem: PaperProblem) {
		super(problem);
		this.problem = problem;
	}
}

export interface Entry {
	readonly name: string;
	/** Unpacked, as the archive says. */
	readonly size: number;
	/** At least so much of its content as asked for, from its beginning; all of it is unpacked, counted and compared. */
	read(keep: number): Promise<Buffer>;
}

/** @throws Unfit when it is not an archive that anybody honest writes */
export function readArchive(bytes: Buffer): Entry[] {
	const end = endOf(bytes);
	const count = bytes.readUInt16LE(end + 10);
	const size = bytes.readUInt32LE(end + 12);
	const from = bytes.readUInt32LE(end + 16);
	if (count > MOST_ENTRIES) throw new Unfit('bomb');
	if (from + size !== end) throw new Unfit('damaged');
	const entries: Entry[] = [];
	const spans: { readonly from: number; readonly to: number }[] = [];
	const names = new Set<string>();
	let [declared, at] = [0, from];
	for (let n = 0; n < count; n++) {
		if (at + 46 > end || bytes.readUInt32LE(at) !== ENTRY) throw new Unfit('damaged');
		const lengths = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
		const [nameBytes = 0, extra = 0, comment = 0] = lengths;
		const entry = bytes.subarray(at, at + 46 + nameBytes + extra + comment);
		const span = read(bytes, from, entry, names);
		entries.push(span.entry);
		spans.push(span);
		declared += span.entry.size;
		at += entry.length;
	}
	if (at !== end) throw new Unfit('damaged');
	if (declared > MOST_BYTES) throw new Unfit('bomb');
	expectOneAfterTheOther(spans, from);
	return entries;
}

/** The end of the directory, which is the end of the file but for a remark of the length it says. */
function endOf(bytes: Buffer): number {
	for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65_557); at--)
		if (bytes.readUInt32LE(at) === END && at + 22 + bytes.readUInt16LE(at + 20) === bytes.length) return at;
	throw new Unfit('damaged');
}

function read(bytes: Buffer, directory: number, entry: Buffer, names: Set<string>) {
	const flags = entry.readUInt16LE(8);
	const method = entry.readUInt16LE(10);
	const [crc, packed, size] = [16, 20, 24].map((field) => entry.readUInt32LE(field)) as [
		number,
		number,
		number
	];
	const local = entry.readUInt32LE(42);
	const nameBytes = entry.subarray(46, 46 + entry.readUInt16LE(28));
	const name = nameBytes.toString((flags & 0x800) !== 0 ? 'utf8' : 'latin1');
	if ((flags & ENCRYPTED) !== 0) throw new Unfit('locked');
	if (method !== STORED && method !== DEFLATED) throw new Unfit('archive');
	if (entry.readUInt8(5) === UNIX && ((entry.readUInt32LE(38) >>> 16) & 0o170000) === LINK)
		throw new Unfit('archive');
	expectPlainName(name, names);
	if (local + 30 > directory || bytes.readUInt32LE(local) !== LOCAL) throw new Unfit('damaged');
	// What stands before the content must be the same file: readers differ in which of the two they believe.
	const localName = bytes.subarray(local + 30, local + 30 + bytes.readUInt16LE(local + 26));
	if (!localName.equals(nameBytes) || bytes.readUInt16LE(local + 8) !== method) throw new Unfit('damaged');
	const start = local + 30 + localName.length + bytes.readUInt16LE(local + 28);
	const to = start + packed;
	if (to > directory || (method === STORED && packed !== size)) throw new Unfit('damaged');
	if (size > RATIO_FROM && size / Math.max(1, packed) > MOST_RATIO) throw new Unfit('bomb');
	const content = bytes.subarray(start, to);
	const told = { name, size, read: (keep: number) => unpack(content, method, { size, crc, keep }) };
	// Behind it may stand sizes again (a data descriptor), up to 24 bytes.
	return { entry: told, from: local, to };
}

function expectPlainName(name: string, names: Set<string>): void {
	const folded = name.toLowerCase();
	if (name === '' || name.length > 400 || /[\p{Cc}\\:]|^\/|(^|\/)\.\.?(\/|$)|\/\//u.test(name))
		throw new Unfit('damaged');
	if (names.has(folded)) throw new Unfit('damaged');
	names.add(folded);
}

function expectOneAfterTheOther(
	spans: readonly { readonly from: number; readonly to: number }[],
	end: number
): void {
	let last = 0;
	for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
		if (from < last) throw new Unfit('bomb');
		if (from - last > MOST_GAP) throw new Unfit('double');
		last = to;
	}
	if (end - last > MOST_GAP) throw new Unfit('double');
}

/** Piece by piece: however large it becomes, only what is asked for is kept. */
async function unpack(
	content: Buffer,
	method: number,
	expected: { readonly size: number; readonly crc: number; readonly keep: number }
): Promise<Buffer> {
	if (method === STORED) {
		if (crc32(content) !== expected.crc) throw new Unfit('damaged');
		return content.subarray(0, expected.keep);
	}
	const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
	inflate.end(content);
	const kept: Buffer[] = [];
	let [size, sum, length] = [0, 0, 0];
	try {
		for await (const chunk of inflate as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > expected.size) throw new Unfit('bomb');
			sum = crc32(chunk, sum);
			if (length < expected.keep) kept.push(chunk);
			length += chunk.length;
		}
	} catch (error) {
		throw error instanceof Unfit ? error : new Unfit('damaged');
	}
	if (size !== expected.size || sum !== expected.crc) throw new Unfit('damaged');
	return Buffer.concat(kept);
}
