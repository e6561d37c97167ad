/**
 * [R92] What strangers and members can do to somebody who types on another board: for each attack, how long that one's keys take
 * to another screen, at the socket, and how long the server's loops stood still. Arguments: seconds of each attack (8), and a word that
 * the names of the attacks to run must hold. Needs a build; run with the Node of node_modules/.bin.
 */
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { emptyLine } from '#core/minutes/draft.ts';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { seedUpdate } from '#document/seed.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { ATTACKS, type Attacked } from './abuse-attack.ts';
import { drive } from './relay-load.ts';
import { cpuOf } from './server-process.ts';
import { TestServer } from '../support/server.ts';

const [seconds = '8', only = ''] = process.argv.slice(2);
const MS = Number(seconds) * 1000;
const ATTACKER = path.join(import.meta.dirname, 'abuse-attack.ts');
const TOKEN = randomBytes(16).toString('hex');
/** Characters shown, as many as minutes may have, in lines as long as people write. */
const LARGEST = 595_000;
const LINE = 170;

const server = new TestServer({ METRICS_TOKEN: TOKEN, REHEARSAL: 'on' });
await server.board('quiet', 'The quiet board', [
	['typist@example.org', 'Tess Typist', 'notetaker'],
	['reader@example.org', 'Rita Reader', 'member']
]);
await server.board('loud', 'The loud board', [
	['chair@example.org', 'Chaz Chair', 'chair'],
	['note@example.org', 'Nell Note', 'notetaker'],
	['member@example.org', 'Mo Member', 'member']
]);
const [quiet, largest, pasted] = [
	await server.meeting('quiet', 'Quiet'),
	await server.meeting('loud', 'Largest'),
	await server.meeting('loud', 'Pasted')
];
await fillUp(largest);
await server.start();

const cookieOf = async (who: string): Promise<string> => {
	const { name, value } = await server.cookie(`${who}@example.org`);
	return `${name}=${value}`;
};
const cookies = {
	typist: await cookieOf('typist'),
	chair: await cookieOf('chair'),
	note: await cookieOf('note'),
	member: await cookieOf('member')
};

/** Text as large as it may be, in the log as one paste after the first content. */
async function fillUp(meeting: string): Promise<void> {
	const words =
		'The board noted the report on the ward and asked the officer to bring it back with figures for each part of the town. ';
	const line = words.repeat(2).slice(0, LINE);
	const items = Array.from({ length: 30 }, (_, item) => ({
		id: `item${item}`,
		printed: null,
		title: `Item ${item + 1}`,
		lines: Array.from({ length: Math.round(LARGEST / LINE / 30) }, (_unused, at) =>
			at % 8 === 7
				? {
						...emptyLine('action', `action${item}x${at}`, `${line} by Friday`),
						owners: [{ written: 'NN', chosen: null, outside: false }]
					}
				: emptyLine('point', `line${item}x${at}`, line)
		)
	}));
	const db = openDatabase(server.dataDir);
	const document = await db
		.selectFrom('document')
		.select('number')
		.where('meeting_id', '=', meeting as never)
		.executeTakeFirstOrThrow();
	await db
		.insertInto('update_log')
		.values({
			document: document.number,
			person_id: null,
			connection: 'filled',
			at: Date.now(),
			frame: Buffer.from(seedUpdate(items)),
			checksum: null
		})
		.execute();
	await db.destroy();
}

async function metrics(): Promise<{ loop: number; quick: number; long: number; rss: number }> {
	const response = await fetch(`${server.origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
	const text = await response.text();
	const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
	return {
		loop: read('relay_loop_delay_max_seconds') * 1000,
		quick: read('pages_quick_loop_delay_max_seconds') * 1000,
		long: read('pages_long_loop_delay_max_seconds') * 1000,
		rss: read('process_resident_memory_bytes') / 1e6
	};
}

const figure = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(0)).padStart(6);
console.log(
	'milliseconds from a key to the other screen, and the longest standstill of: the loop that carries it, of quick pages, of long ones'
);
console.log(
	`${''.padEnd(52)}${['p50', 'p99', 'max', 'loop', 'quick', 'long', 'MB'].map((name) => name.padStart(6)).join('')}`
);
const port = Number(new URL(server.origin).port);
// Long pages start a little after the others; nobody is measured by a start.
await fetch(`${server.origin}/meetings/${quiet}/review`, { headers: { cookie: cookies.typist } });
for (const name of ['nothing', ...Object.keys(ATTACKS), 'nothing']) {
	if (name !== 'nothing' && !name.includes(only)) continue;
	await metrics();
	const { chair, note, member } = cookies;
	const attacked: Attacked = {
		name,
		origin: server.origin,
		cookies: { chair, note, member },
		quiet,
		largest,
		pasted
	};
	const attacker = spawn(process.execPath, [ATTACKER, JSON.stringify(attacked)], { stdio: 'inherit' });
	// It needs a moment to start.
	await rest(1500);
	const typed = await drive(
		{
			port,
			paths: [`${COLLAB_PATH}${documentName(quiet)}?caps=ack`],
			headers: `Origin: ${server.origin}\r\nCookie: ${cookies.typist}`,
			people: 2,
			typing: 1,
			rate: 12,
			warmUpMs: 500,
			ms: MS
		},
		() => cpuOf(process.pid)
	);
	const seen = await metrics();
	attacker.kill('SIGKILL');
	console.log(
		`${name.padEnd(52)}${[typed.p50, typed.p99, typed.max, seen.loop, seen.quick, seen.long, seen.rss].map(figure).join('')}`
	);
	await rest(1000);
}
await server.remove();
process.exit(0);
