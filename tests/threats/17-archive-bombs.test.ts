/** Threat 17: archives that unpack to more than a paper can be, looked into in the thread that looks into every paper. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paperProblem } from '#core/agenda/paper-problems.ts';
import { inspectFile } from '#server/papers/inspector.ts';
import { docxParts, zip } from '../support/paper-files.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'minutebook-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MiB = 1024 * 1024;
const parts = (more: readonly { name: string; content: Uint8Array; says?: { size: number } }[]): Buffer =>
	zip([...Object.entries(docxParts()).map(([name, content]) => ({ name, content })), ...more]);
const zeros = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * MiB);
/** Packs some fifty times. */
const text = (mebibytes: number): Buffer =>
	Buffer.concat(
		Array.from({ length: mebibytes }, (_, n) =>
			Buffer.alloc(MiB, `<w:p>${n} the board noted the paper ${n * 7919}</w:p>`.repeat(3))
		)
	);

const BOMBS: readonly [string, Buffer][] = [
	['one entry of zeros that says how large it is', parts([{ name: 'word/1.bmp', content: zeros(64) }])],
	[
		'one entry of zeros that says it is small',
		parts([{ name: 'word/1.bmp', content: zeros(64), says: { size: 1000 } }])
	],
	[
		'many entries, each below the hundredfold',
		parts(Array.from({ length: 70 }, (_, n) => ({ name: `word/${n}.bmp`, content: zeros(3) })))
	],
	['one text larger than any book', parts([{ name: 'word/more.xml', content: text(40) }])],
	[
		'a workbook that is one',
		parts([
			{
				name: 'word/embeddings/a.xlsx',
				content: zip({ '[Content_Types].xml': '<Types/>', 'xl/a.bin': zeros(64) })
			}
		])
	]
];

test.each(BOMBS)('[17] [U12] %s is refused, and this process grows by less than 100 MB', async (_, bomb) => {
	const file = path.join(folder, 'bomb.docx');
	writeFileSync(file, bomb);
	const before = process.memoryUsage().rss;
	expect(await inspectFile(file)).toEqual({ problem: paperProblem('bomb') });
	expect(process.memoryUsage().rss - before).toBeLessThan(100 * MiB);
});

test('[17] [U12] an archive within an archive within an archive is not followed', async () => {
	let inner = zip({ 'a.txt': 'x' });
	for (let n = 0; n < 5; n++)
		inner = zip({ '[Content_Types].xml': '<Types/>', [`xl/embeddings/${n}.xlsx`]: inner });
	const file = path.join(folder, 'nested.docx');
	writeFileSync(file, parts([{ name: 'word/embeddings/a.xlsx', content: inner }]));
	expect(await inspectFile(file)).toEqual({ problem: paperProblem('archive') });
});
