/** The y-websocket provider as it is shipped, with its echoes. */
import { afterEach, expect, test } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Close } from '#core/wire/wire.ts';
import { stockProvider } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
const providers: WebsocketProvider[] = [];

afterEach(async () => {
	for (const provider of providers.splice(0)) {
		provider.destroy();
		provider.awareness.destroy();
	}
	await relay.close();
});

async function join(name: string, person: string, tabs = false): Promise<WebsocketProvider> {
	const provider = stockProvider(relay.url, name, new Y.Doc(), person, tabs);
	providers.push(provider);
	await until(`${person} is in step`, () => provider.synced);
	return provider;
}

const caretOf = (watcher: WebsocketProvider, who: WebsocketProvider): unknown =>
	watcher.awareness.getStates().get(who.doc.clientID)?.['caret'];

test('[R6] text and carets go from one to the other', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('meeting01');
	const [ann, ben] = [await join(name, 'ann'), await join(name, 'ben')];
	ann.doc.getText('t').insert(0, 'hello');
	ann.awareness.setLocalStateField('caret', 3);
	await until('ben has both', () => ben.doc.getText('t').toString() === 'hello' && caretOf(ben, ann) === 3);
	const cleo = await join(name, 'cleo');
	await until(
		'a newcomer, too',
		() => cleo.doc.getText('t').toString() === 'hello' && caretOf(cleo, ann) === 3
	);
});

test('[R45] a caret outlasts a cut that is mended at once', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('meeting01');
	const [ann, ben] = [await join(name, 'ann'), await join(name, 'ben')];
	ann.awareness.setLocalStateField('caret', 3);
	await until('ben sees it', () => caretOf(ben, ann) === 3);
	const heard: unknown[] = [];
	ben.awareness.on('change', (change: unknown) => heard.push(change));
	const before = ann.ws;
	(before as unknown as { terminate(): void }).terminate();
	await until('she is back', () => ann.ws !== before && ann.synced);
	ann.doc.getText('t').insert(0, 'back');
	await until('ben reads it', () => ben.doc.getText('t').toString() === 'back');
	expect(caretOf(ben, ann)).toBe(3);
	expect(heard).toEqual([]);
});

test('[R25] [R43] what a tab without a line says reaches the others through a second tab, and is there once', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('meeting01');
	const [tab, other, ben] = [
		await join(name, 'ann', true),
		await join(name, 'ann', true),
		await join(name, 'ben')
	];
	const text = (provider: WebsocketProvider): Y.Text => provider.doc.getText('t');
	text(tab).insert(0, 'both online, ');
	await until('ben has that', () => text(ben).toString() === 'both online, ');
	tab.serverUrl = `${relay.url}/nowhere`;
	(tab.ws as unknown as { terminate(): void }).terminate();
	await until('her line is dead', () => !tab.wsconnected);
	text(tab).insert(text(tab).length, 'offline, ');
	await until('her other tab has it', () => text(other).toString().endsWith('offline, '));
	// The stock client does not pass on what it heard from a tab: this stands on text that the relay does not have.
	text(other).insert(text(other).length, 'and on. ');
	await until('ben has both', () => text(ben).toString() === 'both online, offline, and on. ');
	tab.awareness.setLocalStateField('caret', 7);
	tab.serverUrl = relay.url;
	await until('she is back', () => tab.synced);
	await until('ben sees her caret', () => caretOf(ben, tab) === 7);
	text(tab).insert(text(tab).length, 'Back.');
	const all = 'both online, offline, and on. Back.';
	await until('everybody has all of it', () =>
		[tab, other, ben].every((each) => text(each).toString() === all)
	);
	expect((await relay.stored(name)).getText('t').toString()).toBe(all);
	expect(relay.complaints).toEqual([]);
});

test('[R15] a caret goes with its connection and comes back with it, without being moved', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('meeting01');
	const [ann, ben] = [await join(name, 'ann'), await join(name, 'ben')];
	ann.awareness.setLocalStateField('caret', 3);
	await until('ben sees it', () => caretOf(ben, ann) === 3);
	ann.disconnect();
	await until('it is gone', () => caretOf(ben, ann) === undefined);
	ann.connect();
	await until('it is back', () => caretOf(ben, ann) === 3);
});

test('[R15] everybody sees everybody, echoes or not', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('meeting01');
	const crowd: WebsocketProvider[] = [];
	for (let n = 0; n < 8; n++) crowd.push(await join(name, `p${n}`));
	for (const [n, provider] of crowd.entries()) provider.awareness.setLocalStateField('caret', n);
	await until('all carets are everywhere', () =>
		crowd.every((watcher) => crowd.every((who, n) => caretOf(watcher, who) === n))
	);
});

test('[R22] signing ends the connection for good', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('meeting01');
	const ann = await join(name, 'ann');
	const closed = new Promise<{ code: number }>((resolve) => ann.on('closed', resolve));
	await relay.sign('meeting01');
	expect((await closed).code).toBe(Close.Signed);
	expect(ann.shouldConnect).toBe(false);
});
