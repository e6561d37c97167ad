/**
 * What readers who do not read cost the others: `node tests/bench/slow-readers.ts [rounds] [seconds]`. A full room (45
 * people, 15 typing) and ten more who read along, or of whom five stand still and five take a sip four times a second,
 * all of them behind before it begins; interleaved. Ten in both, because a turn waits longer for more people ([R61]).
 * Prints each round and the medians; nothing is timed against a limit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { COLLAB_PATH } from '#core/wire/wire.ts';
import { RawClient } from '../support/relay-clients.ts';
import { ORIGIN } from '../support/relay.ts';
import { drive, type Figures } from './relay-load.ts';
import { cpuOf, healthOf, median, startServer } from './server-process.ts';

const [rounds = '5', seconds = '6'] = process.argv.slice(2);
const STANDING = 5;
const SIPPING = 5;
const SIP_MS = 5;
const THIRST_MS = 250;
/** More than the kernel keeps for a socket nobody reads. */
const PASTES = 16;
const PASTE = 900_000;

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOCUMENT = `${COLLAB_PATH}meeting/bench0/open`;
const scratch = mkdtempSync(path.join(tmpdir(), 'minutebook-slow-bench-'));

interface Round extends Figures {
	/** Readers who were behind at the end. */
	readonly behind: number;
	/** Of all who are behind, in KiB. */
	readonly waiting: number;
}

async function measure(slow: boolean): Promise<Round> {
	const { child, port } = await startServer(ROOT, mkdtempSync(path.join(scratch, 'data-')), 1);
	const url = `ws://127.0.0.1:${port}${DOCUMENT}`;
	const readers: RawClient[] = [];
	const sips: NodeJS.Timeout[] = [];
	try {
		for (let n = 0; n < STANDING + SIPPING; n++) {
			const reader = await new RawClient(url, `slow${n}`).joined();
			if (slow) reader.socket.pause();
			readers.push(reader);
		}
		await paste(url);
		for (const { socket } of slow ? readers.slice(STANDING) : [])
			sips.push(
				setInterval(() => {
					socket.resume();
					setTimeout(() => socket.pause(), SIP_MS);
				}, THIRST_MS)
			);
		const figures = await drive(
			{
				port,
				paths: [DOCUMENT],
				headers: `Origin: ${ORIGIN}\r\nCookie: session=bench`,
				people: 45,
				typing: 15,
				rate: 5,
				warmUpMs: 2000,
				ms: Number(seconds) * 1000
			},
			() => cpuOf(must(child.pid, 'pid'))
		);
		const { behind, waitingBytes } = await healthOf(child);
		return { ...figures, behind, waiting: Math.round(waitingBytes / 1024) };
	} finally {
		for (const sip of sips) clearInterval(sip);
		for (const reader of readers) reader.cut();
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await ended;
	}
}

/** Somebody pastes a lot and takes it away again, so that the text stays short and those who do not read are far behind. */
async function paste(url: string): Promise<void> {
	const writer = await new RawClient(`${url}?caps=ack`, 'writer').joined();
	const doc = new Y.Doc();
	doc.on('update', (update: Uint8Array) => writer.sendUpdate(update));
	for (let n = 1; n <= PASTES; n++) {
		doc.getText('pasted').insert(0, 'x'.repeat(PASTE));
		// In one turn the two would be as good as nothing.
		await writer.heard('ack', ({ count }) => count === n * 2 - 1);
		doc.getText('pasted').delete(0, PASTE);
		await writer.heard('ack', ({ count }) => count === n * 2);
	}
	writer.close();
}

try {
	const all = new Map<string, Round[]>([
		['beside quick readers', []],
		['beside slow readers', []]
	]);
	for (let round = 0; round < Number(rounds); round++)
		for (const [name, figures] of all) {
			const figure = await measure(name !== 'beside quick readers');
			figures.push(figure);
			console.log(
				`${name.padEnd(22)} p50 ${figure.p50.toFixed(1)} p99 ${figure.p99.toFixed(1)} ms, CPU ${((figure.cpuMs / figure.delivered) * 1000).toFixed(1)} ms for 1,000 delivered, ` +
					`${figure.behind} behind with ${figure.waiting} KiB waiting`
			);
		}
	const [quick = [], slow = []] = [...all.values()];
	const p99 = (figures: readonly Figures[]): number => median(figures.map((figure) => figure.p99));
	console.log(
		`medians of ${rounds} rounds of ${seconds} s, load ${loadavg()[0]?.toFixed(1)}: p99 ${p99(quick).toFixed(1)} ms beside ${STANDING + SIPPING} quick readers, ` +
			`${p99(slow).toFixed(1)} ms beside as many slow ones (${((p99(slow) / p99(quick) - 1) * 100).toFixed(0)} %)`
	);
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
