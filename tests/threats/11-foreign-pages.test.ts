/** Threat 11: a page of elsewhere opens a socket with the cookie of whoever looks at it. */
import { afterEach, expect, test } from 'vitest';
import { RawClient } from '../support/relay-clients.ts';
import { Watched } from '../support/watched-relay.ts';

let there: Watched;
afterEach(() => there.close());

test.each([
	'http://relay.test.evil.example',
	'http://evil.relay.test',
	'https://relay.test',
	'http://relay.test:8080',
	'http://relay.test/',
	'HTTP://RELAY.TEST',
	'null',
	''
])('[R2] threat 11: a page of %j cannot borrow the cookie', async (origin) => {
	there = await Watched.open();
	const client = there.added(new RawClient(there.url, 'ann', { Origin: origin }));
	expect(await client.refusal()).toBe(403);
});
