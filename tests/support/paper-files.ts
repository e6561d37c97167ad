/** Files as programs write them, and as somebody who means harm does. */
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

export interface ZipEntry {
	readonly name: string;
	readonly content: string | Uint8Array;
	readonly stored?: boolean;
	/** What the archive says instead of the truth. */
	readonly says?: {
		readonly size?: number;
		readonly flags?: number;
		readonly method?: number;
		readonly mode?: number;
	};
	/** Before the content, where it differs from the directory. */
	readonly localName?: string;
}

export interface Zipped {
	readonly before?: Uint8Array;
	readonly between?: Uint8Array;
}

/** @param entries by name, or each with what it lies about */
export function zip(
	entries: Readonly<Record<string, string | Uint8Array>> | readonly ZipEntry[],
	odd: Zipped = {}
): Buffer {
	const list: readonly ZipEntry[] = Array.isArray(entries)
		? (entries as readonly ZipEntry[])
		: Object.entries(entries as Record<string, string | Uint8Array>).map(([name, content]) => ({
				name,
				content,
				stored: name === 'mimetype'
			}));
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let at = 0;
	for (const { name, content, stored = false, says = {}, localName = name } of list) {
		const plain = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
		const packed = stored ? plain : deflateRawSync(plain);
		const sizes = { packed: packed.length, size: says.size ?? plain.length };
		const method = says.method ?? (stored ? 0 : 8);
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt16LE(says.flags ?? 0, 6);
		head.writeUInt16LE(method, 8);
		head.writeUInt32LE(crc32(plain), 14);
		head.writeUInt32LE(sizes.packed, 18);
		head.writeUInt32LE(sizes.size, 22);
		head.writeUInt16LE(Buffer.byteLength(localName), 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(says.mode === undefined ? 20 : (3 << 8) | 20, 4);
		entry.writeUInt16LE(says.flags ?? 0, 8);
		entry.writeUInt16LE(method, 10);
		entry.writeUInt32LE(crc32(plain), 16);
		entry.writeUInt32LE(sizes.packed, 20);
		entry.writeUInt32LE(sizes.size, 24);
		entry.writeUInt16LE(Buffer.byteLength(name), 28);
		entry.writeUInt32LE((says.mode ?? 0) * 65536, 38);
		entry.writeUInt32LE(at, 42);
		directory.push(entry, Buffer.from(name));
		const written = Buffer.concat([
			head,
			Buffer.from(localName),
			packed,
			...(odd.between ? [odd.between] : [])
		]);
		parts.push(written);
		at += written.length;
	}
	return Buffer.concat([...parts, endOf(directory, list.length, at)]);
}

function endOf(directory: readonly Buffer[], count: number, at: number): Buffer {
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(count, 8);
	end.writeUInt16LE(count, 10);
	end.writeUInt32LE(Buffer.concat(directory).length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...directory, end]);
}

/** Every entry of the directory is the same stretch of the file: small, and unpacked as large as one likes. */
export function overlapping(
	entries: Readonly<Record<string, string>>,
	kernel: Buffer,
	copies: number
): Buffer {
	const whole = zip([
		...Object.entries(entries).map(([name, content]) => ({ name, content })),
		{ name: 'a', content: kernel }
	]);
	const end = whole.length - 22;
	const [size, from] = [whole.readUInt32LE(end + 12), whole.readUInt32LE(end + 16)];
	const directory = whole.subarray(from, from + size);
	const last = directory.subarray(size - 47);
	const more = Array.from({ length: copies }, () => last);
	return Buffer.concat([
		whole.subarray(0, from),
		endOf([directory, ...more], Object.keys(entries).length + 1 + copies, from)
	]);
}

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const relationships = (
	...each: readonly { type: string; target: string; external?: boolean }[]
): string =>
	`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each
		.map(
			({ type, target, external }, n) =>
				`<Relationship Id="rId${n}" Type="${RELATIONSHIPS}/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`
		)
		.join('')}</Relationships>`;

const types = (main: string, more = ''): string =>
	`<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.${main.startsWith('ppt') ? 'presentationml.presentation' : 'wordprocessingml.document'}.main+xml"/>${more}</Types>`;

type Parts = Readonly<Record<string, string | Uint8Array>>;

/** With its parts, or others in their place. */
export const docxParts = (
	more: Parts = {},
	body = '<w:p><w:r><w:t>Apologies &amp; minutes</w:t></w:r></w:p>'
): Parts => ({
	'[Content_Types].xml': types('word/document.xml'),
	'_rels/.rels': relationships({ type: 'officeDocument', target: 'word/document.xml' }),
	'word/document.xml': `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
	'word/_rels/document.xml.rels': relationships(
		{ type: 'styles', target: 'styles.xml' },
		{ type: 'hyperlink', target: 'https://harbour.example/toolkit?a=1&amp;b=2', external: true },
		{ type: 'hyperlink', target: 'mailto:ines@harbour.example', external: true }
	),
	'word/styles.xml': '<w:styles xmlns:w="w"/>',
	'word/media/image1.png': Buffer.from('89504e470d0a1a0a', 'hex'),
	...more
});
export const docx = (more: Parts = {}, body?: string): Buffer => zip(docxParts(more, body));

export const pptx = (more: Parts = {}): Buffer =>
	zip({
		'[Content_Types].xml': types('ppt/presentation.xml'),
		'ppt/presentation.xml': '<p:presentation xmlns:p="p"/>',
		'ppt/slides/slide1.xml': '<p:sld xmlns:p="p"/>',
		...more
	});

export const odt = (content = '<text:p>Apologies</text:p>', more: Parts = {}): Buffer =>
	zip({
		mimetype: 'application/vnd.oasis.opendocument.text',
		'content.xml': `<?xml version="1.0" encoding="UTF-8"?><office:document-content>${content}</office:document-content>`,
		'META-INF/manifest.xml':
			'<manifest:manifest><manifest:file-entry manifest:full-path="/"/></manifest:manifest>',
		...more
	});

/** @param objects as they are written, each between "n 0 obj" and "endobj" */
export function pdf(objects: readonly (string | Buffer)[], trailer = '/Root 1 0 R'): Buffer {
	const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
	for (const [n, object] of objects.entries())
		parts.push(
			Buffer.from(`${n + 1} 0 obj\n`),
			typeof object === 'string' ? Buffer.from(object, 'latin1') : object,
			Buffer.from('\nendobj\n')
		);
	parts.push(Buffer.from(`xref\n0 1\n0000000000 65535 f \ntrailer\n<< ${trailer} >>\nstartxref\n9\n%%EOF\n`));
	return Buffer.concat(parts);
}

export const CATALOGUE = '<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>';
export const PAGES = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';
export const PAGE = '<< /Type /Page /Parent 2 0 R >>';

/** Objects within a deflated stream, as programs have written them since 2003. */
export function objectStream(
	objects: readonly string[],
	dictionary = '/Filter /FlateDecode',
	packed?: Buffer
): Buffer {
	let at = 0;
	const places = objects.map((object, n) => {
		const place = `${10 + n} ${at}`;
		at += object.length + 1;
		return place;
	});
	const head = `${places.join(' ')} `;
	const content = packed ?? deflateSync(Buffer.from(`${head}${objects.join(' ')}`, 'latin1'));
	return Buffer.concat([
		Buffer.from(
			`<< /Type /ObjStm /N ${objects.length} /First ${head.length} ${dictionary} /Length ${content.length} >>\nstream\n`
		),
		content,
		Buffer.from('\nendstream')
	]);
}

/** The test file of all scanners: harmless, and to be found. In two parts, so that no scanner finds it here. */
export const EICAR = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-'}ANTIVIRUS-TEST-FILE!$H+H*`;

/** A PDF that may be kept but for what every scanner finds in it: the test file of all scanners, as a string and as a comment. */
export const INFECTED = Buffer.concat([
	pdf([CATALOGUE, PAGES, PAGE, `(${EICAR.replace('\\', '\\\\').replace(/([()])/g, '\\$1')})`]).subarray(
		0,
		-6
	),
	Buffer.from(`%${EICAR}\n%%EOF\n`)
]);
