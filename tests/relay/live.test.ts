import { afterEach, expect, test } from 'vitest';
import { boardTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import { Close } from '#core/wire/wire.ts';
import { liveUrl, RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
const clients: RawClient[] = [];
const BOARD = 'testboard1' as BoardId;

afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

function listen(topic: string, person: string | null = 'ann'): RawClient {
	const client = new RawClient(liveUrl(relay.port, topic), person);
	clients.push(client);
	return client;
}

test('[R24] a page hears the version of its topic at once and whenever it moves', async () => {
	relay = await openTestRelay();
	await raiseTopic(relay.db, boardTopic(BOARD));
	const page = listen(`board/${BOARD}`);
	const other = listen('board/another1');
	await until('the version is told', () => page.texts.length === 1 && other.texts.length === 1);
	await raiseTopic(relay.db, boardTopic(BOARD));
	await until('the move is told', () => page.texts.length === 2);
	expect(page.texts).toEqual(['1', '2']);
	expect(other.texts).toEqual(['0']);
});

test('[R24] what is rolled back is not told', async () => {
	relay = await openTestRelay();
	const page = listen(`board/${BOARD}`);
	await until('the version is told', () => page.texts.length === 1);
	await relay.db
		.transaction()
		.execute(async (transaction) => {
			await raiseTopic(transaction, boardTopic(BOARD));
			throw new Error('changed our mind');
		})
		.catch(() => undefined);
	await raiseTopic(relay.db, boardTopic(BOARD));
	await until('the move is told', () => page.texts.length === 2);
	expect(page.texts).toEqual(['0', '1']);
});

test('[R4] [R24] strangers get 404, and so does the mailbox outside the demo', async () => {
	relay = await openTestRelay();
	relay.access.pens.set('mallory', null);
	expect(await listen(`board/${BOARD}`, 'mallory').refusal()).toBe(404);
	expect(await listen(`board/${BOARD}`, null).refusal()).toBe(401);
	expect(await listen('mailbox').refusal()).toBe(404);
});

test('[R24] in the demo the mailbox can be listened to', async () => {
	relay = await openTestRelay({ demo: true });
	const page = listen('mailbox');
	await until('the version is told', () => page.texts.length === 1);
});

test('[R23] a listener whose right or session ends is closed', async () => {
	relay = await openTestRelay();
	const [ann, ben] = [listen(`board/${BOARD}`, 'ann'), listen(`board/${BOARD}`, 'ben')];
	await until('both listen', () => ann.texts.length === 1 && ben.texts.length === 1);
	relay.access.pens.set('ann', null);
	relay.access.ended.add('ben');
	await raiseTopic(relay.db, boardTopic(BOARD));
	expect((await ann.gone()).code).toBe(Close.NoRight);
	expect((await ben.gone()).code).toBe(Close.SignedOut);
});

test('[R20] stopping closes listeners with "restarting"', async () => {
	relay = await openTestRelay();
	const page = listen(`board/${BOARD}`);
	await until('it listens', () => page.texts.length === 1);
	await relay.restart();
	expect((await page.gone()).code).toBe(Close.Restarting);
});
