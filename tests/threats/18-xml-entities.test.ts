/** Threat 18: XML that wants something read or fetched. Nothing here resolves an entity; what defines one is no paper. */
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { paperProblem, type PaperProblem } from '#core/agenda/paper-problems.ts';
import { inspectPaper } from '#server/papers/inspect.ts';
import { docx, odt, relationships } from '../support/paper-files.ts';

const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n === 0 ? 'ol' : n};`.repeat(10)}">`).join('')}]><w>&l9;</w>`;

test('[18] [U11] a DTD, an entity, a picture of somebody’s disk or network: refused, and nobody is asked for anything', async () => {
	let asked = 0;
	const server = createServer(() => asked++);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
	const external = `<!DOCTYPE w [<!ENTITY x SYSTEM "${there}">]><w>&x;</w>`;
	const picture = (target: string) => ({
		'word/_rels/document.xml.rels': relationships({ type: 'image', target, external: true })
	});
	const files: readonly [Buffer, PaperProblem][] = [
		[docx({ 'word/document.xml': external }), 'foreign'],
		[docx({ 'word/document.xml': '<!DOCTYPE w SYSTEM "file:///etc/passwd"><w/>' }), 'foreign'],
		[docx({ 'word/document.xml': laughs }), 'foreign'],
		[docx({ 'word/footnotes.xml': `<!doctype w PUBLIC "a" "${there}"><w/>` }), 'foreign'],
		[docx({ 'customXml/item1.xml': Buffer.from(external, 'utf16le') }), 'foreign'],
		[docx({ '[Content_Types].xml': external }), 'foreign'],
		[docx({ 'word/_rels/document.xml.rels': external }), 'foreign'],
		[docx({ 'word/media/a.svg': `<!DOCTYPE svg [<!ENTITY x SYSTEM "${there}">]><svg>&x;</svg>` }), 'foreign'],
		[odt('', { 'styles.xml': external }), 'foreign'],
		[odt('', { 'META-INF/manifest.xml': external }), 'foreign'],
		[docx(picture('file:///etc/passwd')), 'remote'],
		[docx(picture(there)), 'remote'],
		[odt(`<draw:image xlink:href="${there}"/>`), 'remote']
	];
	for (const [file, problem] of files)
		expect(await inspectPaper(file)).toEqual({ problem: paperProblem(problem) });
	expect(asked).toBe(0);
	server.close();
	await once(server, 'close');
});
