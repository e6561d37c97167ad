/** How long a PDF of 60 pages takes (design.md section 7: at most 1 s). Run: node tests/bench/pdf.ts */
import { renderPdf } from '#server/render/pdf.ts';
import { inventedMinutes } from '../invented-minutes.ts';

const pagesOf = (pdf: Uint8Array): number =>
	Buffer.from(pdf)
		.toString('latin1')
		.match(/\/Type \/Page\b/g)?.length ?? 0;

const times: number[] = [];
let pages = 0;
let bytes = 0;
for (let run = 0; run <= 10; run++) {
	const minutes = inventedMinutes(74);
	// Every run has other words, or Typst would answer from what it remembers of the last.
	const items = minutes.items.map((item) => ({
		...item,
		lines: item.lines.map((line) => ({ ...line, text: `${run} ${line.text}` }))
	}));
	const start = performance.now();
	const pdf = await renderPdf({ minutes: { ...minutes, items }, marking: { state: 'draft' } });
	times.push(performance.now() - start);
	pages = pagesOf(pdf);
	bytes = pdf.length;
}
const [first = 0, ...rest] = times;
rest.sort((a, b) => a - b);
const ms = (value: number | undefined) => `${(value ?? 0).toFixed(0)} ms`;
console.log(
	`PDF of ${pages} pages (${(bytes / 1024).toFixed(0)} KiB): first ${ms(first)} with the thread's start,`
);
console.log(
	`then median ${ms(rest[Math.floor(rest.length / 2)])}, slowest of ${rest.length} ${ms(rest.at(-1))}`
);
