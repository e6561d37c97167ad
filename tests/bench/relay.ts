/**
 * What the relay costs, and what each of its tricks saves. `node tests/bench/relay.ts [rounds] [seconds] [ablation,…]`
 * drives one full room (45 people, 15 typing) and 100 small ones (5, 2 typing) over real sockets against the relay in a
 * process of its own, once as it is and once without each trick, interleaved, and prints medians. Nothing is timed
 * against a limit; design.md section 7 has the aims. `with-acks` is no ablation: its people ask for acknowledgements.
 *
 * A trick is taken out of a copy of the source, so that the product carries no switch for it.
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

const ABLATIONS: Readonly<Record<string, readonly Change[]>> = {
	'as it is': [],
	'with-acks': [],
	'no window: each keystroke its own turn [R61]': [
		{ file: 'server/relay/room/turn-schedule.ts', from: 'const FEW = 8;', to: 'const FEW = Infinity;' }
	],
	'every turn taken into the doc at once [R65]': [
		{ file: 'server/relay/room/text.ts', from: 'const MAX_BEHIND = 256;', to: 'const MAX_BEHIND = 1;' }
	],
	'a sync after every turn [R64]': [
		{ file: 'server/relay/room/turn.ts', from: 'const SYNC_REST_MS = 10;', to: 'const SYNC_REST_MS = 0;' },
		{
			file: 'server/relay/room/turn.ts',
			from: 'const UNASKED_SYNC_MS = 100;',
			to: 'const UNASKED_SYNC_MS = 0;'
		}
	],
	'text and carets in a write each [R60]': [
		{
			file: 'server/relay/room/room.ts',
			from: '\tflush(): void {\n\t\tthis.#announce();',
			to: '\tflush(): void {\n\t\tthis.#flush();\n\t\tthis.#announce();\n\t\tthis.#flush();\n\t}\n\n\t#flush(): void {'
		}
	],
	'framed for each by ws [R60]': [
		{
			file: 'server/relay/socket/connection.ts',
			from: 'this.#stream.write(frames, onWritten);',
			to: 'for (let at = 0; at < frames.length; ) { const short = frames[at + 1]!; const header = short < 126 ? 2 : short === 126 ? 4 : 10; const length = header === 2 ? short : header === 4 ? frames.readUInt16BE(at + 2) : frames.readUInt32BE(at + 6); this.#socket.send(frames.subarray(at + header, at + header + length)); at += header + length; if (at >= frames.length) onWritten?.(); }'
		}
	]
};

const LOADS = {
	'1 × 45': { documents: 1, people: 45, typing: 15, rate: 5 },
	'100 × 5': { documents: 100, people: 5, typing: 2, rate: 3 }
} as const;

const [rounds = '5', seconds = '6', only = ''] = process.argv.slice(2);
const names = Object.keys(ABLATIONS).filter(
	(name) => only === '' || only.split(',').some((part) => name.includes(part))
);
const scratch = mkdtempSync(path.join(tmpdir(), 'minutebook-relay-bench-'));

async function measure(name: string, root: string, load: keyof typeof LOADS): Promise<Figures> {
	const { documents, people, typing, rate } = LOADS[load];
	const { child, port } = await startServer(root, mkdtempSync(path.join(scratch, 'data-')), documents);
	try {
		return await drive(
			{
				port,
				paths: Array.from(
					{ length: documents },
					(_, n) => `${COLLAB_PATH}meeting/bench${n}/open${name === 'with-acks' ? '?caps=ack' : ''}`
				),
				headers: `Origin: ${ORIGIN}\r\nCookie: session=bench`,
				people,
				typing,
				rate,
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
	const roots = new Map(
		names.map((name, number) => [
			name,
			alteredCopy(path.join(scratch, String(number)), must(ABLATIONS[name], name))
		])
	);
	for (const load of Object.keys(LOADS) as (keyof typeof LOADS)[]) {
		const all = new Map<string, Figures[]>(names.map((name) => [name, []]));
		for (let round = 0; round < Number(rounds); round++)
			for (const [name, root] of roots) all.get(name)?.push(await measure(name, root, load));
		const cost = (figures: readonly Figures[]): number =>
			median(figures.map(({ cpuMs, delivered }) => (cpuMs / delivered) * 1000));
		const base = cost(must(all.get(names[0] ?? ''), 'base'));
		console.log(
			`\n${load}, ${rounds} rounds of ${seconds} s, load ${loadavg()[0]?.toFixed(1)}: medians of CPU ms for 1,000 delivered, p50 and p99 in ms, frames for each delivered`
		);
		for (const [name, figures] of all)
			console.log(
				[
					name.padEnd(46),
					cost(figures).toFixed(1).padStart(6),
					`${Math.round((cost(figures) / base) * 100)} %`.padStart(6),
					median(figures.map(({ p50 }) => p50))
						.toFixed(1)
						.padStart(7),
					median(figures.map(({ p99 }) => p99))
						.toFixed(1)
						.padStart(7),
					median(figures.map(({ frames, delivered }) => frames / delivered))
						.toFixed(2)
						.padStart(6)
				].join('  ')
			);
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
