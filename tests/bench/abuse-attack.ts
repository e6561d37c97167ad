/**
 * One attack on a server, in a process of its own, because those who attack sit elsewhere. Argument: JSON of {@link Attacked}. Ends when
 * it is ended.
 */
import { request } from 'node:http';
import { setPriority } from 'node:os';
import { setTimeout as rest } from 'node:timers/promises';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { must } from '#core/kernel/result.ts';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { bodyOf } from '#document/fields.ts';
import { lineElement } from '#document/minutes/line.ts';
import { RawClient } from '../support/relay-clients.ts';

export interface Attacked {
	readonly name: string;
	readonly origin: string;
	readonly cookies: { readonly chair: string; readonly note: string; readonly member: string };
	readonly quiet: string;
	readonly largest: string;
	readonly pasted: string;
}

const LOUD_NAMES = ['chair', 'note', 'member'] as const;
const attacked = JSON.parse(process.argv[2] ?? '{}') as Attacked;
const { origin, cookies, quiet, largest, pasted } = attacked;
const LOUD = LOUD_NAMES.map((name) => cookies?.[name]);

/** Sends one request and waits for its end. @returns its status; 0 when the line was cut */
function send(options: {
	readonly path: string;
	readonly method?: string;
	readonly cookie?: string;
	readonly type?: string;
	readonly body?: Buffer;
}): Promise<number> {
	const { hostname, port } = new URL(origin);
	return new Promise((resolve) => {
		const asked = request(
			{
				hostname,
				port,
				path: options.path,
				method: options.method ?? (options.body ? 'POST' : 'GET'),
				headers: {
					origin,
					accept: 'text/html',
					...(options.cookie === undefined ? {} : { cookie: options.cookie }),
					...(options.type === undefined ? {} : { 'content-type': options.type }),
					...(options.body === undefined ? {} : { 'content-length': options.body.length })
				}
			},
			(response) => {
				response.resume();
				response.once('close', () => resolve(response.statusCode ?? 0));
			}
		);
		asked.once('error', () => resolve(0));
		asked.end(options.body);
	});
}

const FORM = 'application/x-www-form-urlencoded';
const fields = Buffer.from('a=&'.repeat(2_700_000));
const brackets = Buffer.from('['.repeat(8_000_000));
const smallForm = Buffer.from('a=&'.repeat(990));
const importText = Buffer.from(
	new URLSearchParams({
		text: `Minutes\n\n${'1. Welcome\n1.1 ACTION: NN to write to the council by Friday.\n'.repeat(4500)}`,
		title: 'Old',
		date: '2020-01-01'
	}).toString()
);
const oneHead = Buffer.from(new URLSearchParams({ head: 'ab12 '.repeat(16) }).toString());
const pressed = (who: string): Buffer => Buffer.from(new URLSearchParams({ email: who }).toString());

/** So many at once, each again as soon as it is answered. */
const at = (many: number, one: (n: number) => Promise<unknown>) => async (): Promise<void> => {
	await Promise.all(
		Array.from({ length: many }, async (_, n) => {
			// What is refused at once is asked again at once: that is what a script does.
			for (;;) await one(n);
		})
	);
};
const who = (n: number): string => LOUD[n % LOUD.length] ?? '';
const page = (path: string) => (n: number) => send({ path: `/meetings/${largest}/${path}`, cookie: who(n) });

export const ATTACKS: Readonly<Record<string, () => Promise<void>>> = {
	'8 MB of fields to sign-in, five at once': at(5, () =>
		send({ path: '/sign-in?/ask', type: FORM, body: fields })
	),
	'small forms to sign-in, twenty at once': at(20, () =>
		send({ path: '/sign-in?/ask', type: FORM, body: smallForm })
	),
	'sign-in codes asked, ten at once': at(10, (n) =>
		send({ path: '/sign-in?/ask', type: FORM, body: pressed(`x${n}${Math.random()}@example.org`) })
	),
	'8 MB of [ to remarks, five at once': at(5, (n) =>
		send({ path: `/meetings/${quiet}/remarks`, type: 'application/json', cookie: who(n), body: brackets })
	),
	'review of the largest minutes, six at once': at(6, page('review')),
	'history of the largest minutes, six at once': at(6, page('history?show=who')),
	'PDF of the largest minutes, six at once': at(6, page('minutes.pdf')),
	'agenda and document of the largest, six at once': at(6, (n) =>
		page(n % 2 === 0 ? 'agenda' : 'document')(n)
	),
	'import of 300,000 characters, three at once': at(3, (n) =>
		send({
			path: '/boards/loud/import?/make',
			type: FORM,
			cookie: n % 2 === 0 ? cookies.chair : cookies.note,
			body: importText
		})
	),
	'boards and registers, twenty at once': at(20, (n) =>
		send({ path: n % 2 === 0 ? '/boards/loud/register' : '/boards/loud', cookie: who(n) })
	),
	'checks asked for and heads compared, six at once': at(6, (n) =>
		send({
			path: `/boards/loud/record?/${n % 2 === 0 ? 'check' : 'compare'}`,
			type: FORM,
			cookie: cookies.chair,
			body: oneHead
		})
	),
	'0.9 MB pasted again and again': paste,
	'the largest minutes opened again and again': open
};

/** Pastes until the minutes are full, and goes on. */
async function paste(): Promise<void> {
	const { port } = new URL(origin);
	const client = await new RawClient(
		`ws://localhost:${port}${COLLAB_PATH}${documentName(pasted)}?caps=ack`,
		null,
		{ Cookie: cookies.note, Origin: origin }
	).joined();
	client.sendStep1(new Y.Doc());
	await client.heard('step2');
	const doc = client.doc();
	doc.on('update', (update: Uint8Array) => client.sendUpdate(update));
	const body = must(bodyOf(must(agenda(doc)[0], 'an item').item) ?? undefined, 'its body');
	for (let n = 0; ; n++) {
		body.push([lineElement(emptyLine('point', `pasted${n}`, 'x '.repeat(450_000)))]);
		await rest(250);
	}
}

async function open(): Promise<void> {
	const { port } = new URL(origin);
	for (;;) {
		const client = await new RawClient(
			`ws://localhost:${port}${COLLAB_PATH}${documentName(largest)}?caps=ack`,
			null,
			{ Cookie: cookies.note, Origin: origin }
		).joined();
		client.sendStep1(new Y.Doc());
		await rest(500);
		client.close();
	}
}

if (origin !== undefined) {
	try {
		setPriority(10);
	} catch {
		// Not on this system.
	}
	await ATTACKS[attacked.name]?.();
}
