/**
 * [R61] What a window costs and saves, by the people in the room. `node tests/bench/window.ts [rounds] [seconds] [people,…]
 * [ms,…]` drives one document, a third of its people typing five letters a second (at most 30 of them), against the relay in
 * a process of its own, once as it is and once with each fixed window, interleaved, and prints medians. Nothing is timed against a limit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { must } from '#core/kernel/result.ts';
import { COLLAB_PATH } from '#core/wire/wire.ts';
import { ORIGIN } from '../support/relay.ts';
import { alteredCopy, type Change } from './altered-copy.ts';
import { drive, type Figures } from './relay-load.ts';
import { cpuOf, median, startServer } from './server-process.ts';

const [rounds = '3', seconds = '5', people = '5,15,45,100,200,300', windows = '0,2,4,6,8,12,20,33'] =
	process.argv.slice(2);
const numbers = (list: string): number[] => list.split(',').map(Number);
const RATE = 5;
const MOST_TYPING = 30;
const scratch = mkdtempSync(path.join(tmpdir(), 'minutebook-window-bench-'));

const PACE = 'server/relay/room/turn-schedule.ts';
const fixed = (ms: number): readonly Change[] => [
	{ file: PACE, from: 'const FEW = 8;', to: 'const FEW = 0;' },
	{ file: PACE, from: 'const window = windowOf(connections, load);', to: `const window = ${ms};` }
];

async function measure(root: string, count: number): Promise<Figures> {
	const { child, port } = await startServer(root, mkdtempSync(path.join(scratch, 'data-')), 1);
	try {
		return await drive(
			{
				port,
				paths: [`${COLLAB_PATH}meeting/bench0/open`],
				headers: `Origin: ${ORIGIN}\r\nCookie: session=bench`,
				people: count,
				typing: Math.min(Math.ceil(count / 3), MOST_TYPING),
				rate: RATE,
				warmUpMs: 2000,
				ms: Number(seconds) * 1000
			},
			() => cpuOf(must(child.pid, 'pid'))
		);
	} finally {
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await ended;
	}
}

try {
	const roots = new Map<string, string>([['as it is', alteredCopy(path.join(scratch, 'now'), [])]]);
	for (const ms of numbers(windows))
		roots.set(`${ms} ms`, alteredCopy(path.join(scratch, String(ms)), fixed(ms)));
	console.log(
		`${rounds} rounds of ${seconds} s: medians of CPU ms for 1,000 delivered, CPU %, p50 and p99 in ms`
	);
	for (const count of numbers(people)) {
		const all = new Map<string, Figures[]>([...roots.keys()].map((name) => [name, []]));
		for (let round = 0; round < Number(rounds); round++)
			for (const [name, root] of roots) all.get(name)?.push(await measure(root, count));
		console.log(`\n${count} people, load ${loadavg()[0]?.toFixed(1)}`);
		for (const [name, figures] of all) {
			const of = (figure: (one: Figures) => number, digits: number): string =>
				median(figures.map(figure)).toFixed(digits).padStart(8);
			console.log(
				name.padEnd(10),
				of(({ cpuMs, delivered }) => (cpuMs / delivered) * 1000, 1),
				of(({ cpuMs }) => cpuMs / Number(seconds) / 10, 1),
				of(({ p50 }) => p50, 1),
				of(({ p99 }) => p99, 1)
			);
		}
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
