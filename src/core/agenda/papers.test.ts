import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paperPath, paperReferences } from './paper-references.ts';
import { paperKind, paperName, sizeWords, type Bytes } from './papers.ts';

const bytesOf = (content: Uint8Array): Bytes => ({
	length: content.length,
	read: (at, length) => content.subarray(at, at + length)
});

/** A ZIP whose entries are stored, their content as given. */
function zip(entries: Readonly<Record<string, string>>): Uint8Array {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let at = 0;
	for (const [name, content] of Object.entries(entries)) {
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(name.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(name.length, 28);
		entry.writeUInt32LE(at, 42);
		directory.push(entry, Buffer.from(name));
		parts.push(head, Buffer.from(name), Buffer.from(content));
		at += 30 + name.length + content.length;
	}
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt32LE(Buffer.concat(directory).length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, ...directory, end]);
}

const types = { '[Content_Types].xml': '<Types/>' };
const kindOf = (content: Uint8Array | string) =>
	paperKind(bytesOf(typeof content === 'string' ? Buffer.from(content, 'latin1') : content));
const problemOf = (content: Uint8Array | string): string => {
	const kind = kindOf(content);
	return typeof kind === 'string' ? `no problem: ${kind}` : kind.problem;
};

test('[U3] a file is what its content says', () => {
	expect(kindOf('%PDF-1.7\n…')).toBe('pdf');
	expect(kindOf(zip({ ...types, 'word/document.xml': '<w/>' }))).toBe('docx');
	expect(kindOf(zip({ ...types, 'ppt/presentation.xml': '<p/>' }))).toBe('pptx');
	expect(kindOf(zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '' }))).toBe('odt');
	expect(
		kindOf(zip({ mimetype: 'application/vnd.oasis.opendocument.presentation', 'content.xml': '' }))
	).toBe('odp');
});

test('[U3] what is no paper is refused with what to do about it', () => {
	expect(problemOf('')).toMatch(/empty/);
	expect(problemOf('<!doctype html><script>')).toMatch(/none of the files/);
	expect(problemOf('MZ\u0090')).toMatch(/none of the files/);
	expect(problemOf('\u00d0\u00cf\u0011\u00e0\u00a1')).toMatch(/old Office/);
	expect(problemOf(zip({ 'readme.txt': 'x' }))).toMatch(/none of the files/);
	expect(problemOf(zip({ ...types, 'xl/workbook.xml': '<x/>' }))).toMatch(/none of the files/);
	expect(problemOf(zip({ ...types, 'word/document.xml': '', 'word/vbaProject.bin': '' }))).toMatch(/macros/);
	const whole = zip({ ...types, 'word/document.xml': '<w/>' });
	expect(problemOf(whole.subarray(0, whole.length - 30))).toMatch(/damaged/);
});

test('[U3] whatever the bytes are, there is an answer', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (content, archive) => {
			const file = archive ? Buffer.concat([Buffer.from('PK\u0003\u0004'), content]) : content;
			expect(paperKind(bytesOf(file))).toBeTruthy();
		})
	);
});

test('a paper is called what its file is called, without folder and ending', () => {
	expect(paperName('C:\\papers\\Neglect_toolkit v3.PDF')).toBe('Neglect toolkit v3');
	expect(paperName('../../etc/passwd')).toBe('passwd');
	expect(paperName('a\u202eb\n.docx')).toBe('a b');
	expect(paperName('.pdf')).toBe('Paper');
	expect([sizeWords(10), sizeWords(230_400), sizeWords(1_430_000)]).toEqual(['1 kB', '230 kB', '1.4 MB']);
});

const paper = (number: number, kind: 'pdf' | 'docx' = 'pdf') => ({
	id: `paper${number}`,
	number,
	kind,
	name: `Paper ${number}`
});
const found = (text: string, papers: readonly ReturnType<typeof paper>[]) =>
	paperReferences(text, papers).map(({ from, to, paper: { id }, page }) => [text.slice(from, to), id, page]);

test('[U4] a page and a paragraph in a point lead to the one paper of its item', () => {
	const one = [paper(1)];
	expect(found('add ‘self-neglect’ to the glossary (p.4, para 2.1).', one)).toEqual([
		['p.4, para 2.1', 'paper1', 4]
	]);
	expect(found('See p. 6, para 4.3 and pages 8-9.', one)).toEqual([
		['p. 6, para 4.3', 'paper1', 6],
		['pages 8-9', 'paper1', 8]
	]);
	expect(found('Paper 1 was noted; at 6 p.m. the map. Page six. Stepp. 4', one)).toEqual([
		['Paper 1', 'paper1', null]
	]);
	expect(found('No reference here (para 4.3).', one)).toEqual([]);
});

test('[U4] of several papers the one that is named is meant; nothing is guessed', () => {
	const two = [paper(1), paper(3)];
	expect(found('Paper 3, p. 6, para 4.3; p. 7; paper 2 p. 1', two)).toEqual([
		['Paper 3, p. 6, para 4.3', 'paper3', 6]
	]);
	expect(found('p. 6', [])).toEqual([]);
});

test('[U4] a PDF opens at the page; other files do not know pages before they are opened', () => {
	expect(paperPath('m', paper(1), 6)).toBe('/meetings/m/papers/paper1#page=6');
	expect(paperPath('m', paper(1, 'docx'), 6)).toBe('/meetings/m/papers/paper1');
	expect(paperPath('m', paper(1), null)).toBe('/meetings/m/papers/paper1');
});

test('[U4] text that is out to take long is read at once', () => {
	const papers = [paper(1)];
	for (const word of ['p. ', 'paper ', 'page 1', 'p. 1, para 1.1.1.1.1.', 'paper 1, '])
		expect(paperReferences(word.repeat(20_000), papers).length).toBeGreaterThanOrEqual(0);
});
