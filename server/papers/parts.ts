/** What may be a part of an Office or OpenDocument file, by its first bytes and its name; and its XML as text. */
import { Unfit, type Entry } from './archive.ts';

/** Of one part of text. The document of a book of 500 pages has 10 MiB. */
const MOST_TEXT = 32 * 1024 * 1024;

const PROGRAM_NAME =
	/\.(exe|dll|com|scr|msi|js|jse|vbs|vbe|wsf|wsh|hta|bat|cmd|ps1|lnk|jar|class|reg|cpl|sh|py|scpt|app|chm|url)$/i;
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const PROGRAMS = ['4d5a', '7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', '2321'].map(
	(start) => Buffer.from(start, 'hex')
);
const ARCHIVES = ['526172211a07', '377abcaf271c', '1f8b08', '425a68', 'fd377a585a00', '4d534346'].map(
	(start) => Buffer.from(start, 'hex')
);
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/** @throws Unfit when it is a program, an old object or an archive @returns whether it is a ZIP, of which the caller judges */
export function judgePart(name: string, head: Buffer): boolean {
	const begins = (start: Buffer): boolean => head.subarray(0, start.length).equals(start);
	if (/(^|\/)vba(Project|Data)[^/]*$/i.test(name)) throw new Unfit('macros');
	if (/(^|\/)activeX\//i.test(name)) throw new Unfit('program');
	if (PROGRAM_NAME.test(name) || begins(OLE) || PROGRAMS.some(begins)) throw new Unfit('program');
	if (ARCHIVES.some(begins)) throw new Unfit('archive');
	return begins(ZIP);
}

export const isText = (name: string): boolean => /\.(xml|rels|vml|rdf|xhtml|html?|svg)$/i.test(name);

/** @throws Unfit when it says in what way it wants to be read */
export async function textOf(entry: Entry): Promise<string> {
	if (entry.size > MOST_TEXT) throw new Unfit('bomb');
	const bytes = await entry.read(MOST_TEXT);
	const text = decode(bytes);
	const picture = /\.svg$/i.test(entry.name);
	// A picture from a drawing program may name the DTD of all pictures; nobody here reads it. Nothing may define entities.
	if (/<!ENTITY/i.test(text) || (!picture && /<!DOCTYPE/i.test(text))) throw new Unfit('foreign');
	const encoding = /^[^<]{0,3}<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i.exec(text)?.[1];
	if (encoding !== undefined && !/^(utf-?(8|16)|us-ascii|iso-8859-1|windows-1252)$/i.test(encoding))
		throw new Unfit('foreign');
	return text;
}

/** As the beginning says, by a mark or by how "<" is written. Whatever is neither UTF-8 nor UTF-16 is no text of these. */
function decode(bytes: Buffer): string {
	const [a = 0, b = 0] = bytes;
	if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return bytes.toString('utf16le');
	if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c))
		return Buffer.from(bytes.subarray(0, bytes.length & ~1))
			.swap16()
			.toString('utf16le');
	if (bytes.length > 0 && bytes.indexOf(0) !== -1) throw new Unfit('foreign');
	return bytes.toString('utf8');
}

export interface Element {
	/** Without its prefix. */
	readonly name: string;
	/** By name without prefix; of two of one name the last. Their entities are read. */
	readonly attributes: Readonly<Record<string, string>>;
}

const ELEMENT = /<(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g;
const ATTRIBUTE = /(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The beginnings of all elements. What is in comments is read as well: more is refused, never less. */
export function* elementsOf(text: string): Generator<Element> {
	for (const [, name = '', rest = ''] of text.matchAll(ELEMENT)) {
		const attributes: Record<string, string> = {};
		for (const [, key = '', double, single] of rest.matchAll(ATTRIBUTE))
			attributes[key] = plain(double ?? single ?? '');
		yield { name, attributes };
	}
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Entities of XML, as a reader sees them. */
export function plain(text: string): string {
	return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{2,4});/gi, (whole, entity: string) => {
		if (!entity.startsWith('#')) return NAMED[entity] ?? whole;
		const code = /^#x/i.test(entity) ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
		return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
	});
}

const HARMLESS = new Set(['http', 'https', 'mailto', 'tel', 'ftp', 'file', 'urn', 'doi']);

/** @throws Unfit when following it starts something: a script, or a program by a protocol of its own */
export function judgeLink(target: string): void {
	const scheme = /^([a-z][\w+.-]+):/i.exec(target.replace(/[\s\p{Cc}]/gu, ''))?.[1]?.toLowerCase();
	if (scheme !== undefined && !HARMLESS.has(scheme)) throw new Unfit('link');
}

/** On the reader's own disk: a drive and a folder, and no server's. */
export const isLocalFile = (target: string): boolean =>
	/^(file:\/{3})?[a-z]:[\\/](?![\\/])/i.test(target.trim());
