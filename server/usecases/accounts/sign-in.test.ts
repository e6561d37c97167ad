import { createHash } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { verifySession } from '#server/store/accounts/sessions.ts';
import { newWorld, type World } from '../../../tests/support/signed-meeting.ts';
import { askCode, CODE_MS, network } from './ask-code.ts';
import { demoSignIn } from './demo-sign-in.ts';
import { endOtherSessions, forgetOtherBrowsers } from './sign-out.ts';
import { newBrowserSecret, signIn, TRIES } from './sign-in.ts';

/** Hundreds of codes: counted, and without scrypt's 40 ms each. */
const hashed = vi.hoisted(() => ({ codes: 0 }));
vi.mock('./code-hash.ts', async (original) => ({
	...(await original<object>()),
	hashCode: (code: string, salt: Uint8Array) => {
		hashed.codes++;
		return Promise.resolve(createHash('sha256').update(salt).update(code).digest());
	}
}));

const ANNA = 'anna0000000000000000' as PersonId;
const EMAIL = 'anna@example.org';
let world: World;
let browser: string;

beforeEach(async () => {
	world = await newWorld();
	browser = newBrowserSecret();
	await insertPerson(
		world.db,
		{ id: ANNA, name: 'Anna Lund', email: EMAIL, initials: '', agency: '', admin: false },
		world.deps.now()
	);
});
afterEach(() => world.close());

interface Asking {
	readonly email?: string;
	readonly from?: string;
	readonly known?: string;
	readonly address?: string;
}
const ask = ({ email = EMAIL, from = browser, known = '', address = '192.0.2.7' }: Asking = {}) =>
	askCode(world.deps, { email, browser: from, knownBrowser: known, address, deliver: 'letter' });
const enter = (code: string, from = browser, known = '') =>
	signIn(world.deps, { code, browser: from, knownBrowser: known, userAgent: '' });

/** Somebody without a cookie of ours, from a network of their own or a given one. @returns how many were not refused */
async function strangersAsk(times: number, email = EMAIL, address?: string): Promise<number> {
	let fine = 0;
	for (let n = 0; n < times; n++) {
		const asked = await ask({
			email,
			from: newBrowserSecret(),
			address: address ?? `198.51.${n >> 8}.${n & 255}`
		});
		if (asked.ok) fine++;
	}
	return fine;
}

/** A browser that Anna signs in with. @returns the secret that proves it */
async function signedInBefore(): Promise<string> {
	await ask();
	const entered = await enter(await mailed());
	return entered.ok ? entered.value.knownBrowser : '';
}
const letters = () =>
	world.db.selectFrom('letter').selectAll().where('kind', '=', 'sign-in').orderBy('created_at').execute();

/** As the person reads it in the newest letter. */
async function mailed(): Promise<string> {
	return must(/^Your code is ([A-Z2-9]{8})$/m.exec((await letters()).at(-1)?.text ?? ''), 'a code')[1] ?? '';
}

/** A code that differs in one letter. */
const other = (code: string) => (code.startsWith('A') ? `B${code.slice(1)}` : `A${code.slice(1)}`);

test('[P10] the code in the letter signs in, once', async () => {
	expect(await ask()).toEqual({ ok: true, value: { email: EMAIL } });
	const code = await mailed();
	const first = await enter(code);
	const token = first.ok ? first.value.token : '';
	expect(await verifySession(world.db, token, world.deps.now())).toMatchObject({ person: ANNA });
	expect(await enter(code)).toEqual({ ok: false, error: { code: 'code-expired' } });
});

test('[P10] it may be typed in small letters, with blanks and hyphens', async () => {
	await ask({ email: ' Anna@Example.org ' });
	const code = await mailed();
	expect((await enter(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `)).ok).toBe(true);
});

test('[P10] the database does not know the code once the letter is gone', async () => {
	await ask();
	const code = await mailed();
	await world.db.updateTable('letter').set({ state: 'sent' }).execute();
	world.passes(1000);
	await ask();
	const [gone] = await letters();
	expect(gone?.text).not.toContain(code);
	expect(gone?.subject).not.toContain(code);
	const row = await world.db.selectFrom('sign_in_code').selectAll().executeTakeFirstOrThrow();
	expect(Buffer.from(row.code_hash).includes(Buffer.from(code))).toBe(false);
});

test('[P11] the sixth try fails even with the right code', async () => {
	await ask();
	const code = await mailed();
	for (let left = TRIES - 1; left > 0; left--)
		expect(await enter(other(code))).toEqual({ ok: false, error: { code: 'wrong-code', triesLeft: left } });
	expect(await enter(other(code))).toEqual({ ok: false, error: { code: 'too-many-tries' } });
	expect(await enter(code)).toEqual({ ok: false, error: { code: 'too-many-tries' } });
});

test('[P11] fifty at once with the right code are one session', async () => {
	await ask();
	const code = await mailed();
	const answers = await Promise.all(Array.from({ length: 50 }, () => enter(code)));
	expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
	expect(await world.db.selectFrom('session').select('id').execute()).toHaveLength(1);
});

test('[P11] fifty at once with wrong codes are five tries', async () => {
	await ask();
	const code = await mailed();
	const answers = await Promise.all(Array.from({ length: 50 }, () => enter(other(code))));
	const told = answers.map((answer) => (answer.ok ? 'in' : answer.error.code));
	expect(told.filter((word) => word === 'wrong-code')).toHaveLength(TRIES - 1);
	expect(await enter(code)).toEqual({ ok: false, error: { code: 'too-many-tries' } });
});

test('[P11] after ten minutes it is over', async () => {
	await ask();
	const code = await mailed();
	world.passes(CODE_MS);
	expect(await enter(code)).toEqual({ ok: false, error: { code: 'code-expired' } });
});

test('[P11] it works in the browser that asked and in no other', async () => {
	await ask();
	const code = await mailed();
	expect((await enter(code, newBrowserSecret())).ok).toBe(false);
	expect((await enter(code, '')).ok).toBe(false);
	expect((await enter(code)).ok).toBe(true);
});

test('[P11] a new code takes the place of the one before', async () => {
	await ask();
	const first = await mailed();
	world.passes(1000);
	await ask();
	expect((await enter(first)).ok).toBe(false);
	expect((await enter(await mailed())).ok).toBe(true);
});

test('[P10] who is not known gets the same answer, and no letter', async () => {
	expect(await ask({ email: 'nobody@example.org' })).toEqual({
		ok: true,
		value: { email: 'nobody@example.org' }
	});
	expect(await letters()).toEqual([]);
	expect(await enter('ABCDEFGH')).toEqual({
		ok: false,
		error: { code: 'wrong-code', triesLeft: TRIES - 1 }
	});
});

test('[P10] without mail the code is said in the output, for those who are known', async () => {
	const said: string[] = [];
	const deliver = (line: string) => void said.push(line);
	await askCode(world.deps, { email: 'nobody@example.org', browser, knownBrowser: '', address: '', deliver });
	expect(said).toEqual([]);
	await askCode(world.deps, { email: EMAIL, browser, knownBrowser: '', address: '', deliver });
	expect(said).toHaveLength(1);
	expect((await enter(/: ([A-Z2-9]{8}) /.exec(said[0] ?? '')?.[1] ?? '')).ok).toBe(true);
	expect(await letters()).toEqual([]);
});

test('[P17] a browser that asks again and again waits longer each time, and is told how long', async () => {
	for (let n = 0; n < 3; n++) expect((await ask()).ok).toBe(true);
	const waits: unknown[] = [];
	for (let n = 0; n < 6; n++) {
		const refused = await ask();
		const minutes = !refused.ok && refused.error.code === 'ask-later' ? refused.error.minutes : 0;
		waits.push(minutes);
		world.passes(minutes * 60_000);
		expect((await ask()).ok).toBe(true);
	}
	expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
	world.passes(60 * 60_000);
	expect((await ask()).ok).toBe(true);
});

test('[P17] a hundred anonymous asks for somebody do not shut them out of a browser they used before', async () => {
	const known = await signedInBefore();
	world.passes(60_000);
	await strangersAsk(100);
	const before = (await letters()).length;
	const here = newBrowserSecret();
	expect((await ask({ from: here, known })).ok).toBe(true);
	expect((await letters()).length).toBe(before + 1);
	expect((await enter(await mailed(), here, known)).ok).toBe(true);
});

test('[P17] whoever floods from one address shuts nobody out there who signed in before', async () => {
	const known = await signedInBefore();
	expect(await strangersAsk(140, 'nobody@example.org', '192.0.2.7')).toBeLessThan(121);
	expect(await ask({ from: newBrowserSecret() })).toEqual({ ok: false, error: { code: 'too-many-tries' } });
	expect((await ask({ from: newBrowserSecret(), known })).ok).toBe(true);
	// Elsewhere nobody notices.
	expect((await ask({ from: newBrowserSecret(), address: '203.0.113.9' })).ok).toBe(true);
});

test('[P18] strangers bring three letters from one network and twelve from everywhere, and are told nothing', async () => {
	expect(await strangersAsk(20, EMAIL, '203.0.113.9')).toBe(20);
	expect(await letters()).toHaveLength(3);
	expect(await strangersAsk(40)).toBe(40);
	expect(await letters()).toHaveLength(12);
	world.passes(60 * 60_000 + 1);
	await strangersAsk(1);
	expect(await letters()).toHaveLength(13);
});

test('[P18] a code that was not sent lets nobody in, were it guessed', async () => {
	await strangersAsk(40);
	const rows = await world.db.selectFrom('sign_in_code').select('person_id').execute();
	expect(rows.filter(({ person_id }) => person_id !== null)).toHaveLength(12);
});

test('[P18] a known browser brings ten letters an hour, and then those of a stranger', async () => {
	const known = await signedInBefore();
	world.passes(60 * 60_000 + 1);
	const before = (await letters()).length;
	for (let n = 0; n < 30; n++) await ask({ from: newBrowserSecret(), known });
	expect((await letters()).length - before).toBe(10);
});

test('[P19] a browser proves an earlier sign-in of that person only, and opens nothing by it', async () => {
	const known = await signedInBefore();
	const bo = { id: 'bo000000000000000000' as PersonId, name: 'Bo', email: 'bo@example.org' };
	await insertPerson(world.db, { ...bo, initials: '', agency: '', admin: false }, world.deps.now());
	await strangersAsk(40, bo.email);
	const before = (await letters()).length;
	await ask({ email: bo.email, from: newBrowserSecret(), known });
	expect((await letters()).length).toBe(before);
	expect(await verifySession(world.db, known, world.deps.now())).toBe(null);
	const rows = await world.db.selectFrom('known_browser').selectAll().execute();
	expect(JSON.stringify(rows)).not.toContain(known);
});

test.each(['forgotten', 'signed out elsewhere', 'over after half a year'])(
	'[P19] a browser that is %s is a stranger again',
	async (how) => {
		const known = await signedInBefore();
		const actor = { person: ANNA, name: 'Anna Lund', admin: false };
		if (how === 'forgotten') await forgetOtherBrowsers(world.deps, actor, newBrowserSecret());
		else if (how === 'signed out elsewhere')
			await endOtherSessions(world.deps, actor, 'another', newBrowserSecret());
		else world.passes(181 * 24 * 60 * 60_000);
		await strangersAsk(40);
		const before = (await letters()).length;
		await ask({ from: newBrowserSecret(), known });
		expect((await letters()).length).toBe(before);
	}
);

test('[P19] the browser one asks from stays known', async () => {
	const known = await signedInBefore();
	await forgetOtherBrowsers(world.deps, { person: ANNA, name: 'Anna Lund', admin: false }, known);
	expect(await world.db.selectFrom('known_browser').selectAll().execute()).toHaveLength(1);
});

/** The database, and what is asked of it: the kind of each statement and its table. */
function watched(): { readonly deps: World['deps']; readonly asked: string[] } {
	const asked: string[] = [];
	const plugin: KyselyPlugin = {
		transformQuery({ node }) {
			const table = /"name":"([a-z_]+)"/.exec(JSON.stringify(node))?.[1];
			asked.push(`${node.kind} ${table}`.replace(/\b(unsent_)?letter\b/, 'a letter'));
			return node;
		},
		transformResult: ({ result }) => Promise.resolve(result)
	};
	return { deps: { ...world.deps, db: world.db.withPlugin(plugin) }, asked };
}

test('[P10] the same is done for who is known, who is not and who is disabled', async () => {
	const off = { id: 'off00000000000000000' as PersonId, name: 'Off', email: 'off@example.org' };
	await insertPerson(world.db, { ...off, initials: '', agency: '', admin: false }, world.deps.now());
	await world.db.updateTable('person').set({ disabled_at: 1 }).where('id', '=', off.id).execute();
	const work: unknown[] = [];
	for (const email of [EMAIL, 'who@example.org', off.email]) {
		const { deps, asked } = watched();
		const from = newBrowserSecret();
		hashed.codes = 0;
		const told = await askCode(deps, {
			email,
			browser: from,
			knownBrowser: '',
			address: '',
			deliver: 'letter'
		});
		const tried = await signIn(deps, { code: 'ABCDEFGH', browser: from, knownBrowser: '', userAgent: '' });
		work.push({ asked, hashes: hashed.codes, told: told.ok && Object.keys(told.value), tried });
	}
	expect(work[1]).toEqual(work[0]);
	expect(work[2]).toEqual(work[0]);
	expect(work[0]).toMatchObject({ hashes: 2, asked: expect.arrayContaining(['InsertQueryNode a letter']) });
});

test('[P10] who is disabled gets the same answer, no letter, and is not let in by a code from before', async () => {
	await ask();
	const code = await mailed();
	await world.db.updateTable('person').set({ disabled_at: world.deps.now() }).execute();
	expect(await enter(code)).toEqual({ ok: false, error: { code: 'code-expired' } });
	expect(await ask()).toEqual({ ok: true, value: { email: EMAIL } });
	expect(await letters()).toHaveLength(1);
});

test.each([
	'',
	'anna',
	'anna@',
	'@example.org',
	'anna@example',
	'a b@example.org',
	'anna@example.org, bo@example.org'
])('[P10] “%s” is no e-mail address', async (email) => {
	expect(await ask({ email })).toMatchObject({ ok: false, error: { code: 'invalid', field: 'email' } });
});

test('[P10] an office is one address, whatever the last half of its IPv6', () => {
	expect(network('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
	expect(network('2001:db8:1:2::9')).toBe('2001:db8:1:2');
	expect(network('2001:db8::9')).toBe('2001:db8:0:0');
	expect(network('::ffff:192.0.2.7')).toBe('192.0.2.7');
	expect(network('192.0.2.7')).toBe('192.0.2.7');
});

test('[P12] one press signs in where it is the demo, and nowhere else', async () => {
	const command = { person: ANNA, userAgent: '' };
	expect((await demoSignIn(world.deps, true, command)).ok).toBe(true);
	expect(await demoSignIn(world.deps, false, command)).toEqual({ ok: false, error: { code: 'not-found' } });
});
