import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paperProblem, type PaperProblem } from '#core/agenda/paper-problems.ts';
import {
	CATALOGUE,
	docx,
	docxParts,
	objectStream,
	odt,
	overlapping,
	PAGE,
	PAGES,
	pdf,
	pptx,
	relationships,
	zip
} from '../../tests/support/paper-files.ts';
import { inspectPaper } from './inspect.ts';
import { inspectWithin } from './inspector.ts';

const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500)]);
const found = async (file: Buffer): Promise<string> => {
	const kind = await inspectPaper(file);
	return typeof kind === 'string' ? kind : kind.problem;
};
const rels = (type: string, target: string) => ({
	'word/_rels/document.xml.rels': relationships({ type, target, external: true })
});
const field = (...runs: readonly string[]) =>
	`<w:p>${runs.map((words) => `<w:r><w:instrText xml:space="preserve">${words}</w:instrText></w:r>`).join('')}</w:p>`;
const workbook = (more = {}) =>
	zip({ '[Content_Types].xml': '<Types/>', 'xl/workbook.xml': '<workbook/>', ...more });
const withObject = (object: string) => pdf([CATALOGUE, PAGES, PAGE, object]);
const inStream = (object: string, dictionary?: string) =>
	pdf([CATALOGUE, PAGES, PAGE, objectStream(['<< /A 1 >>', object], dictionary)]);

const FINE: Readonly<Record<string, [kind: string, file: Buffer]>> = {
	'Word with links and a picture': ['docx', docx()],
	'Word with a chart and its figures': [
		'docx',
		docx({ 'word/embeddings/Microsoft_Excel_Worksheet.xlsx': workbook() })
	],
	'Word from a template on its writer’s disk': [
		'docx',
		docx(rels('attachedTemplate', 'file:///C:\\Templates\\Board%20paper.dotx'))
	],
	'Word with page numbers and contents': ['docx', docx({}, field('PAGE') + field('TOC \\o "1-3"'))],
	'Word that speaks of JavaScript, DDE and <!doctype': [
		'docx',
		docx({}, '<w:p><w:r><w:t>/JavaScript DDEAUTO &lt;!DOCTYPE</w:t></w:r></w:p>')
	],
	slides: ['pptx', pptx()],
	OpenDocument: [
		'odt',
		odt('<text:a xlink:href="https://harbour.example">link</text:a><draw:image xlink:href="Pictures/1.png"/>')
	],
	'a PDF that opens at its first page': ['pdf', pdf([CATALOGUE, PAGES, PAGE])],
	'a PDF with its objects in a stream': ['pdf', inStream('<< /Type /Font >>')],
	'a PDF that speaks of scripts': [
		'pdf',
		withObject(
			'<< /Title (On /JavaScript and /Launch, \\(1 0 obj\\)) /URI (https://harbour.example/JavaScript) >>'
		)
	],
	'a PDF with a line feed behind its end': [
		'pdf',
		Buffer.concat([pdf([CATALOGUE, PAGES, PAGE]), Buffer.from('\n\n')])
	]
};

test.each(Object.entries(FINE))('[U11] %s is a paper', async (_, [kind, file]) => {
	expect(await found(file)).toBe(kind);
});

const bomb = Buffer.alloc(8 * 1024 * 1024);
const REFUSED: readonly [what: string, problem: PaperProblem, file: Buffer][] = [
	['macros by name', 'macros', docx({ 'word/vbaProject.bin': OLE })],
	['macros under another name', 'program', docx({ 'word/settings2.bin': OLE })],
	[
		'macros by type',
		'macros',
		docx({
			'[Content_Types].xml':
				'<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
		})
	],
	[
		'macros by relationship',
		'macros',
		docx({ 'word/_rels/document.xml.rels': relationships({ type: 'vbaProject', target: 'x.bin' }) })
	],
	['an old object', 'program', docx({ 'word/embeddings/oleObject1.bin': OLE })],
	['ActiveX', 'program', docx({ 'word/activeX/activeX1.xml': '<ax:ocx xmlns:ax="ax"/>' })],
	['a program', 'program', docx({ 'word/media/image2.png': Buffer.from('MZ\u0090\u0000', 'latin1') })],
	['a script file', 'program', docx({ 'word/media/run.VBS': 'x' })],
	['a Linux program', 'program', pptx({ 'ppt/media/media1.mp4': Buffer.from('\u007fELF', 'latin1') })],
	['a remote template', 'remote', docx(rels('attachedTemplate', 'https://evil.example/t.dotm'))],
	['a template on a share', 'remote', docx(rels('attachedTemplate', 'file:///\\\\evil.example\\t.dotm'))],
	[
		'a remote template, spelt by numbers',
		'remote',
		docx({
			'word/_rels/settings.xml.rels':
				"<x:Relationships><x:Relationship Id='a' Target='https://evil.example/t>.dotm' Type='r/attachedTemplate' TargetMode='&#69;xternal'/></x:Relationships>"
		})
	],
	[
		'a remote template in UTF-16',
		'remote',
		docx({
			'word/_rels/settings.xml.rels': Buffer.concat([
				Buffer.from([0xff, 0xfe]),
				Buffer.from(
					relationships({ type: 'attachedTemplate', target: 'http://e.example', external: true }),
					'utf16le'
				)
			])
		})
	],
	['a remote object', 'program', docx(rels('oleObject', 'https://evil.example/x'))],
	['a remote frame', 'remote', docx(rels('frame', 'https://evil.example/x'))],
	['a remote part of the text', 'remote', docx(rels('subDocument', 'https://evil.example/x'))],
	['a remote picture', 'remote', docx(rels('image', 'http://evil.example/1.png'))],
	['a picture on the reader’s disk', 'remote', docx(rels('image', 'file:///etc/passwd'))],
	['a link that starts a program', 'link', docx(rels('hyperlink', 'ms-msdt:/id PCWDiagnostic'))],
	['a link that is a script', 'link', docx(rels('hyperlink', 'java&#x09;script:alert(1)'))],
	[
		'a press that starts a program',
		'link',
		pptx({ 'ppt/slides/slide2.xml': '<a:hlinkClick action="ppaction://program"/>' })
	],
	['a field that runs something', 'script', docx({}, field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe'))],
	['a field that runs something, in pieces', 'script', docx({}, field('DD', 'EAU', 'TO c:\\\\x'))],
	['a field spelt by numbers', 'script', docx({}, field('QUOTE 68 68 69 65 85 84 79'))],
	['a simple field that runs something', 'script', docx({}, '<w:fldSimple w:instr="DDE &quot;a&quot;"/>')],
	[
		'a field that fetches',
		'remote',
		docx({}, field('INCLUDEPICTURE &quot;https://evil.example/1.png&quot;'))
	],
	[
		'HTML within',
		'foreign',
		docx({ 'word/_rels/document.xml.rels': relationships({ type: 'aFChunk', target: 'a.html' }) })
	],
	[
		'a DTD',
		'foreign',
		docx({ 'word/document.xml': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>' })
	],
	['a DTD in UTF-16', 'foreign', docx({ 'word/document.xml': Buffer.from('<!DOCTYPE x><x/>', 'utf16le') })],
	[
		'a strange encoding',
		'foreign',
		docx({ 'word/document.xml': '<?xml version="1.0" encoding="UTF-7"?><x/>' })
	],
	['an archive', 'archive', docx({ 'word/media/image3.zip': zip({ a: 'b' }) })],
	[
		'an archive of another kind',
		'archive',
		docx({ 'word/media/image3.png': Buffer.from('377abcaf271c', 'hex') })
	],
	[
		'macros in the figures of a chart',
		'macros',
		docx({ 'word/embeddings/a.xlsx': workbook({ 'xl/vbaProject.bin': OLE }) })
	],
	[
		'a workbook in a workbook',
		'archive',
		docx({ 'word/embeddings/a.xlsx': workbook({ 'xl/embeddings/b.xlsx': workbook() }) })
	],
	[
		'a locked entry',
		'locked',
		zip(Object.entries(docxParts()).map(([name, content]) => ({ name, content, says: { flags: 1 } })))
	],
	[
		'a symbolic link',
		'archive',
		zip([...list(docxParts()), { name: 'word/a', content: '/etc/passwd', says: { mode: 0o120777 } }])
	],
	['a name that climbs out', 'damaged', docx({ '../../etc/cron.d/x': 'x' })],
	['a name from the root', 'damaged', docx({ '/etc/passwd': 'x' })],
	['a name with a drive', 'damaged', docx({ 'C:\\x': 'x' })],
	['two entries of one name', 'damaged', docx({ 'WORD/document.xml': '<x/>' })],
	[
		'two names of one entry',
		'damaged',
		zip([...list(docxParts()), { name: 'word/a.xml', content: '<a/>', localName: 'word/b.xml' }])
	],
	['a bomb that says so', 'bomb', docx({ 'word/media/1.bmp': bomb })],
	[
		'a bomb that says it is small',
		'bomb',
		zip([...list(docxParts()), { name: 'word/1.bmp', content: bomb, says: { size: 1000 } }])
	],
	[
		'too many entries',
		'bomb',
		docx(Object.fromEntries(Array.from({ length: 4001 }, (_, n) => [`word/${n}.bin`, ''])))
	],
	[
		'entries over each other',
		'damaged',
		overlapping({ ...text(docxParts()) }, bomb.subarray(0, 3_000_000), 100)
	],
	['something between its entries', 'double', zip(docxParts(), { between: Buffer.alloc(100, 'x') })],
	['a PDF within an archive', 'double', zip({ '%PDF-1.7': '', ...docxParts() })],
	['OpenDocument with macros', 'macros', odt('', { 'Basic/script-lc.xml': '<a/>' })],
	[
		'OpenDocument with an event',
		'macros',
		odt('<script:event-listener xlink:href="vnd.sun.star.script:x"/>')
	],
	[
		'OpenDocument with a locked part',
		'locked',
		odt('', { 'META-INF/manifest.xml': '<manifest:encryption-data/>' })
	],
	[
		'OpenDocument with a remote picture',
		'remote',
		odt('<draw:image xlink:href="https://evil.example/1.png"/>')
	],
	[
		'OpenDocument with a remote section',
		'remote',
		odt('<text:section-source xlink:href="file:///etc/passwd"/>')
	],
	['OpenDocument with a frame', 'remote', odt('<draw:floating-frame xlink:href="//evil.example/x"/>')],
	['OpenDocument with an applet', 'program', odt('<draw:applet/>')],
	['OpenDocument with DDE', 'script', odt('<office:dde-source office:dde-application="soffice"/>')],
	['a script', 'script', withObject('<< /S /JavaScript /JS (app.alert\\(1\\)) >>')],
	['a script with a spelt name', 'script', withObject('<< /S /J#61va#53cript /JS (x) >>')],
	['a script in a stream of objects', 'script', inStream('<< /S /JavaScript /JS (x) >>')],
	['a script with a spelt name in a stream of objects', 'script', inStream('<</S/#4a#61vaScript/JS(x)>>')],
	['a script in a stream that is not deflated', 'script', inStreamPlain('<< /S /JavaScript >>')],
	[
		'a script behind words that do not end',
		'script',
		Buffer.concat([Buffer.from('%PDF-1.7\n(open '), withObject('<< /S /JavaScript >>')])
	],
	['a script in an object behind a remark', 'script', withObject('% (\n<< /S % x\n /JavaScript >>')],
	['objects that nobody can read', 'damaged', inStream('<< /S /X >>', '/Filter /LZWDecode')],
	[
		'objects behind a forecast',
		'damaged',
		inStream('<< /S /X >>', '/Filter /FlateDecode /DecodeParms << /Predictor 12 >>')
	],
	['objects deflated twice', 'damaged', inStream('<< /S /X >>', '/Filter [/FlateDecode /FlateDecode]')],
	['objects deflated as is said elsewhere', 'damaged', inStream('<< /S /X >>', '/Filter 9 0 R')],
	['a start of a program', 'script', withObject('<< /S /Launch /F (cmd.exe) >>')],
	['files within', 'attached', withObject('<< /Names << /EmbeddedFiles 5 0 R >> >>')],
	['a form with scripts', 'script', withObject('<< /AcroForm << /XFA 5 0 R >> >>')],
	['a locked PDF', 'locked', pdf([CATALOGUE, PAGES, PAGE], '/Root 1 0 R /Encrypt 4 0 R')],
	[
		'objects that are a bomb',
		'bomb',
		pdf([
			CATALOGUE,
			objectStream(['1'], '/Filter /FlateDecode', deflateSync(Buffer.alloc(120 * 1024 * 1024)))
		])
	],
	['an archive at the end of a PDF', 'double', Buffer.concat([pdf([CATALOGUE]), zip({ a: 'b' })])],
	[
		'HTML behind the end of a PDF',
		'double',
		Buffer.concat([pdf([CATALOGUE]), Buffer.alloc(2000, '<script>')])
	],
	['half a PDF', 'damaged', pdf([CATALOGUE, PAGES]).subarray(0, 60)]
];

test.each(REFUSED)('[U11] [U12] %s is refused', async (_, problem, file) => {
	expect(await found(file)).toBe(paperProblem(problem));
});

test('[U12] whatever bytes of a file are changed or lost, there is an answer', async () => {
	const files = [docx(), odt(), inStream('<< /A 1 >>')];
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...files),
			fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { maxLength: 6 }),
			fc.nat(4000),
			async (file, changes, cut) => {
				const changed = Buffer.from(file);
				for (const [at, byte] of changes) changed[at % changed.length] = byte;
				expect(
					await found(changed.subarray(0, changed.length - (cut % 3 === 0 ? cut % changed.length : 0)))
				).toBeTruthy();
			}
		),
		{ numRuns: 300 }
	);
});

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'minutebook-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const placed = (name: string, content: Buffer): string => {
	const file = path.join(folder, name);
	writeFileSync(file, content);
	return file;
};

test('[U12] a file is looked into in a thread that ends by its limits, and the next is looked into all the same', async () => {
	const fine = placed('a.docx', docx());
	expect(await inspectWithin(fine, { ms: 60_000, heapMb: 128 })).toBe('docx');
	const slow = placed(
		'b.pdf',
		pdf([CATALOGUE, ...Array.from({ length: 40 }, () => `(${'obj '.repeat(20_000)}`)])
	);
	expect(await inspectWithin(slow, { ms: 300, heapMb: 128 })).toEqual({ problem: paperProblem('too-long') });
	const large = docx(
		{},
		'<w:p/>'.repeat(2_000_000) + Array.from({ length: 40_000 }, (_, n) => `<w:a b="${n}"/>`).join('')
	);
	expect(await inspectWithin(placed('c.docx', large), { ms: 60_000, heapMb: 8 })).toHaveProperty('problem');
	expect(await inspectWithin(fine, { ms: 60_000, heapMb: 128 })).toBe('docx');
});

function list(parts: Readonly<Record<string, string | Uint8Array>>) {
	return Object.entries(parts).map(([name, content]) => ({ name, content }));
}
function text(parts: Readonly<Record<string, string | Uint8Array>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(parts).filter((part): part is [string, string] => typeof part[1] === 'string')
	);
}
function inStreamPlain(object: string): Buffer {
	return pdf([CATALOGUE, PAGES, PAGE, objectStream([object], '', Buffer.from(`10 0 ${object}`))]);
}
