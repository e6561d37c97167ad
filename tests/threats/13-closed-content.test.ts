/**
 * Threat 13: what somebody may not see comes to them another way. Closed items are still to come; closed to others today
 * are a board to who is not on it, and private notes to everybody but their owner. A word stands in each of these, and
 * every page, file and feed is asked for by everybody.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { bodyOf } from '#document/fields.ts';
import { readDocument } from '#server/usecases/log/read-document.ts';
import { edit } from '../support/edit.ts';
import { TestServer } from '../support/server.ts';
import { meetingOf, newWorld } from '../support/signed-meeting.ts';

const ROUTES = path.resolve(import.meta.dirname, '../../src/routes');
const server = new TestServer();
/** Of a board that nobody but Nora and Chidi is on. */
const CLOSED = ['canarytitle', 'canaryplace', 'canarypoint', 'canaryaction', 'canaryremark', 'canaryboard'];
const NOTE = 'canarynote';
let meeting = '';
/** Of a register that a stranger has no row of. */
const action = 'nothing';

/** Every address that the folders of the pages make, and what SvelteKit gives beside each page. */
function addresses(folder = ROUTES, at = ''): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		if (entry.isDirectory()) return addresses(path.join(folder, entry.name), `${at}/${entry.name}`);
		if (entry.name === '+page.svelte') return [at === '' ? '/' : at, `${at}/__data.json`];
		return entry.name === '+server.ts' ? [at] : [];
	});
}

const filled = (address: string, board: string): string =>
	address
		.replace('[board]', board)
		.replace('[meeting]', meeting)
		.replace('[action]', action)
		.replace(/\[\w+\]/g, 'nothing');

async function ask(address: string, cookie: string): Promise<{ status: number; words: string }> {
	const answer = await fetch(server.origin + address, { headers: { cookie }, redirect: 'manual' });
	const headers = JSON.stringify([...answer.headers]);
	return {
		status: answer.status,
		words: headers + Buffer.from(await answer.arrayBuffer()).toString('latin1')
	};
}

const cookieOf = async (email: string): Promise<string> => {
	const { name, value } = await server.cookie(email);
	return `${name}=${value}`;
};

const send = async (method: string, address: string, email: string, body: object): Promise<number> => {
	const headers = {
		cookie: await cookieOf(email),
		origin: server.origin,
		'content-type': 'application/json'
	};
	return (await fetch(server.origin + address, { method, headers, body: JSON.stringify(body) })).status;
};

beforeAll(async () => {
	await server.board('shut', 'The canaryboard', [
		['nora@example.org', 'Nora Quill', 'notetaker'],
		['chidi@example.org', 'Chidi Marsh', 'chair']
	]);
	await server.board('open', 'The open board', [
		['mabel@example.org', 'Mabel Birch', 'member'],
		['carys@example.org', 'Carys Dunne', 'chair'],
		['tom@example.org', 'Tom Arden', 'notetaker']
	]);
	await server.cli('person', 'add', '--email', 'admin@example.org', '--name', 'Ada Field', '--admin');
	await server.cli('person', 'add', '--email', 'nobody@example.org', '--name', 'Norm Body');
	await server.start();
	const file = path.join(server.dataDir, 'minutes.txt');
	writeFileSync(
		file,
		'canarytitle\n3 March 2031\n\nPresent\nNora Quill (NQ)\nChidi Marsh (CM)\n\n1. canaryplace\n1.1 canarypoint was noted.\nACTION: NQ to canaryaction\n'
	);
	const made = JSON.parse(await server.cli('import', file, '--board', 'shut', '--json')) as { id: string };
	meeting = made.id;
	expect(
		await send('POST', `/meetings/${meeting}/remarks`, 'nora@example.org', {
			kind: 'comment',
			item: 'itemitem',
			line: 'lineline',
			anchor: null,
			quote: 'canarypoint',
			text: 'canaryremark'
		})
	).toBe(200);
	const noted = await send('PUT', `/meetings/${meeting}/notes`, 'nora@example.org', {
		item: 'itemitem',
		text: NOTE,
		seen: ''
	});
	expect(noted).toBe(200);
}, 240_000);
afterAll(() => server.remove());

test('threat 13 the words are there for who may see them', async () => {
	const nora = await cookieOf('nora@example.org');
	const page = await ask(`/meetings/${meeting}/minutes.txt`, nora);
	for (const word of ['canarytitle', 'canarypoint', 'canaryaction']) expect(page.words).toContain(word);
	const all = await Promise.all(addresses().map((address) => ask(filled(address, 'shut'), nora)));
	for (const word of [...CLOSED, NOTE])
		expect([word, all.some(({ words }) => words.includes(word))]).toEqual([word, true]);
});

test('threat 13 no page, file or feed has a word of a board for who is not on it', async () => {
	let surfaces = 0;
	const told: string[] = [];
	for (const email of [
		'mabel@example.org',
		'carys@example.org',
		'tom@example.org',
		'admin@example.org',
		'nobody@example.org',
		null
	]) {
		const cookie = email === null ? '' : await cookieOf(email);
		for (const board of ['shut', 'open'])
			for (const address of addresses()) {
				const asked = filled(address, board);
				const { words } = await ask(asked, cookie);
				surfaces++;
				for (const word of [...CLOSED, NOTE])
					if (words.includes(word)) told.push(`${email} ${asked} ${word}`);
			}
	}
	console.log(`${surfaces} answers looked at`);
	// An administrator keeps the boards, and knows what they are called.
	expect(
		told.filter(
			(one) =>
				!/^admin@\S+ \/(boards|people)\S* canaryboard$|^admin@\S+ \/(__data.json)? ?canaryboard$/.test(one)
		)
	).toEqual([]);
}, 240_000);

test('threat 13 a private note is for its owner alone, on every page of its own meeting', async () => {
	const chair = await cookieOf('chidi@example.org');
	for (const address of addresses()) {
		const { words } = await ask(filled(address, 'shut'), chair);
		expect([address, words.includes(NOTE)]).toEqual([address, false]);
	}
});

test('threat 13 what was deleted before they came is not in the document that readers are given', async () => {
	const world = await newWorld();
	const open = await meetingOf(world);
	await edit(world, open, (doc) => {
		const item = must(agenda(doc)[0], 'item').item;
		const words = (bodyOf(item)?.get(0) as Y.XmlElement).get(0) as Y.XmlText;
		words.insert(0, 'canarydeleted');
		words.insert(0, 'stays ');
	});
	await edit(world, open, (doc) => {
		const item = must(agenda(doc)[0], 'item').item;
		const words = (bodyOf(item)?.get(0) as Y.XmlElement).get(0) as Y.XmlText;
		words.delete('stays '.length, 'canarydeleted'.length);
	});
	const read = await readDocument(world.deps, world.actor('Osric Bell'), open);
	const bytes = read.ok ? Buffer.from(read.value).toString('latin1') : '';
	expect([bytes.includes('stays '), bytes.includes('canarydeleted')]).toEqual([true, false]);
	await world.close();
});
