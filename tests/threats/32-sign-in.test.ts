/**
 * Threat 32: finding out who has an account, guessing codes, and letters without end, by raw requests on the whole server with real
 * SMTP behind it. What the work behind an answer is, which time would give away, and the limits over hours are counted in
 * server/usecases/accounts/sign-in.test.ts, whose clock can be moved.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMailServer, until, type MailServer } from '../support/mail-server.ts';
import { TestServer } from '../support/server.ts';

let mail: MailServer;
let server: TestServer;

beforeAll(async () => {
	mail = await startMailServer();
	server = new TestServer({ SMTP_URL: mail.url });
	await server.board('harbour', 'Harbour Board', [
		['nora@example.org', 'Nora Quill', 'notetaker'],
		['mabel@example.org', 'Mabel Birch', 'member'],
		['gone@example.org', 'Gone Away', 'member']
	]);
	await server.cli('person', 'disable', 'gone@example.org');
	await server.start();
	// What the chair of the board was told goes first.
	await until('it is told', () => mail.received.length >= 1);
}, 120_000);
afterAll(async () => {
	await server.remove();
	await mail.stop();
});

/** A browser: its cookies, and nothing else. */
class Visitor {
	readonly #cookies = new Map<string, string>();

	async send(
		form: string,
		fields: Record<string, string>
	): Promise<{ status: number; words: string; kept: string[] }> {
		const answer = await fetch(`${server.origin}/sign-in?/${form}`, {
			method: 'POST',
			redirect: 'manual',
			body: new URLSearchParams(fields),
			headers: {
				origin: server.origin,
				accept: 'application/json',
				'x-sveltekit-action': 'true',
				cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
			}
		});
		const kept: string[] = [];
		for (const line of answer.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			this.#cookies.set(name, value);
			kept.push(line.replace(value, '').replace(/Expires=[^;]*/i, ''));
		}
		return { status: answer.status, words: await answer.text(), kept };
	}
	ask(email: string) {
		return this.send('ask', { email });
	}
	enter(code: string) {
		return this.send('enter', { code, email: '' });
	}
}

const lettersTo = (email: string) => mail.received.filter(({ to }) => to.includes(email));
const codeOf = (email: string): string =>
	/^Your code is ([A-Z2-9]{8})$/m.exec(lettersTo(email).at(-1)?.mail.text ?? '')?.[1] ?? '';

test('[P10] threat 32: known, unknown and disabled are told the same, and keep the same', async () => {
	const told = [];
	for (const email of ['mabel@example.org', 'nobody@example.org', 'gone@example.org']) {
		const visitor = new Visitor();
		const { words, ...asked } = await visitor.ask(email);
		const { words: tried, ...entered } = await visitor.enter('ABCDEFGH');
		told.push({ asked, words: words.replace(email, '·'), entered, tried });
	}
	expect(told[1]).toEqual(told[0]);
	expect(told[2]).toEqual(told[0]);
	await until('Mabel has her letter', () => codeOf('mabel@example.org') !== '');
	expect(
		lettersTo('gone@example.org').filter(({ mail: { text } }) => text?.includes('code') === true)
	).toEqual([]);
});

test('[P11] threat 32: five wrong codes end it, also for the right one, and only in the browser that asked', async () => {
	const [nora, thief] = [new Visitor(), new Visitor()];
	await nora.ask('nora@example.org');
	await until('Nora has her letter', () => codeOf('nora@example.org') !== '');
	const code = codeOf('nora@example.org');
	expect((await thief.enter(code)).words).not.toContain('"location":"/"');
	const wrong = code.startsWith('A') ? `B${code.slice(1)}` : `A${code.slice(1)}`;
	for (let n = 0; n < 5; n++) expect((await nora.enter(wrong)).words).toContain('"failure"');
	const late = await nora.enter(code);
	expect(late.words).toContain('"failure"');
	expect(late.kept.join()).not.toContain('session=');
});

test('[P18] threat 32: who asks two hundred times for somebody brings them few letters, and is told nothing by it', async () => {
	const before = lettersTo('mabel@example.org').length;
	const answers = new Set<string>();
	for (let n = 0; n < 40; n++) answers.add((await new Visitor().ask('mabel@example.org')).words);
	for (let n = 0; n < 40; n++)
		answers.add((await new Visitor().ask('nobody@example.org')).words.replace('nobody', 'mabel'));
	expect(answers.size).toBe(1);
	const other = new Visitor();
	await other.ask('nora@example.org');
	await until('the letter after all of those has come', () => lettersTo('nora@example.org').length >= 2);
	expect(lettersTo('mabel@example.org').length - before).toBeLessThanOrEqual(3);
});
