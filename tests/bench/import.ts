/** How long hostile text of 100 kB takes to read (issue: under 50 ms). Run: node tests/bench/import.ts */
import { dryRunJson } from '#core/import/dry-run.ts';
import { parseMinutes } from '#core/import/parse-minutes.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { pastMinutes } from '#server/demo/past-minutes.ts';

const SIZE = 100_000;
const fill = (piece: string, start = '') =>
	(start + piece.repeat(Math.ceil(SIZE / piece.length))).slice(0, SIZE);
const minutes = pastMinutes('2026-11-25' as CalendarDate);

const texts: Record<string, string> = {
	'real minutes, over and over': fill(minutes),
	'white space': fill(' '),
	'white space in a word': `a${' '.repeat(SIZE)}b`,
	'open brackets': fill('('),
	'open links': fill('['),
	asterisks: fill('*'),
	'one word': fill('a', '1. A\n1.1 '),
	'one capital word': fill('A', '1. A\n1.1 '),
	'capitalised words': fill('Aa ', '1. A\n1.1 '),
	'names in one line': fill('Aa Bb, ', 'Present: '),
	'names by line': fill('Aa Bb (Cc)\n', 'Attendees:\n'),
	'points alone': fill('1.1\n'),
	items: Array.from({ length: 12_000 }, (_, n) => `${n}. Aa`)
		.join('\n')
		.slice(0, SIZE),
	'actions of two': fill('ACTION: AB to AB by 1 May and AB to\n', 'Present: Al Bo, An Be\n1. A\n'),
	'owners without end': fill('AB, ', '1. A\nACTION: '),
	'owners, all of them unknown': Array.from(
		{ length: 3000 },
		(_, n) => `ACTION: A${n.toString(36).toUpperCase()} to go by Friday`
	)
		.join('\n')
		.slice(0, SIZE),
	dates: fill('by 1 May ', '1. A\nACTION: AB to go '),
	numbers: fill('1 ', '1. A\n1.1 '),
	sentences: fill('The board agreed. AB will go. ', '1. A\n1.1 '),
	'one sentence of promises': fill('AB agreed to be and CD was asked ', '1. A\n1.1 '),
	dots: fill('. ', '1. A\n1.1 '),
	bullets: fill('- a\n'),
	'wrapped lines': fill(`${'word '.repeat(15)}\n`)
};

for (const [name, text] of Object.entries(texts)) {
	parseMinutes(text);
	const times: number[] = [];
	for (let run = 0; run < 5; run++) {
		const start = performance.now();
		dryRunJson(parseMinutes(text));
		times.push(performance.now() - start);
	}
	times.sort((a, b) => a - b);
	const growth = () => {
		const half = text.slice(0, SIZE / 2);
		const start = performance.now();
		parseMinutes(half);
		return times[2]! / (performance.now() - start);
	};
	console.log(
		`${name.padEnd(30)} median ${times[2]!.toFixed(1).padStart(7)} ms, slowest ${times[4]!.toFixed(1).padStart(7)} ms, twice the text ${growth().toFixed(1)} x the time`
	);
}
