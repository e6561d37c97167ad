import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonId } from '#core/ids.ts';
import { must } from '#core/result.ts';
import { insertPerson } from '#server/store/people.ts';
import { verifySession } from '#server/store/sessions.ts';
import { newWorld, type World } from '../../tests/support/signed-meeting.ts';
import { askCode, CODE_MS, network } from './ask-code.ts';
import { demoSignIn } from './demo-sign-in.ts';
import { newBrowserSecret, signIn, TRIES } from './sign-in.ts';

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

const ask = (email = EMAIL, address = '192.0.2.7') =>
	askCode(world.deps, { email, browser, address, deliver: 'letter' });
const enter = (code: string, from = browser, address = '192.0.2.7') =>
	signIn(world.deps, { code, browser: from, address, userAgent: '' });
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
	await ask(' Anna@Example.org ');
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
	expect(await ask('nobody@example.org')).toEqual({ ok: true, value: { email: 'nobody@example.org' } });
	expect(await letters()).toEqual([]);
	expect(await enter('ABCDEFGH')).toEqual({
		ok: false,
		error: { code: 'wrong-code', triesLeft: TRIES - 1 }
	});
});

test('[P10] without mail the code is said in the output, for those who are known', async () => {
	const said: string[] = [];
	const deliver = (line: string) => void said.push(line);
	await askCode(world.deps, { email: 'nobody@example.org', browser, address: '', deliver });
	expect(said).toEqual([]);
	await askCode(world.deps, { email: EMAIL, browser, address: '', deliver });
	expect(said).toHaveLength(1);
	expect((await enter(/: ([A-Z2-9]{8}) /.exec(said[0] ?? '')?.[1] ?? '')).ok).toBe(true);
	expect(await letters()).toEqual([]);
});

test.each([EMAIL, 'nobody@example.org'])(
	'[P10] a sixth code for %s within a quarter of an hour is refused',
	async (email) => {
		for (let n = 0; n < 5; n++) expect((await ask(email, `192.0.2.${n}`)).ok).toBe(true);
		expect(await ask(email, '192.0.2.99')).toEqual({ ok: false, error: { code: 'too-many-tries' } });
		world.passes(15 * 60_000 + 1);
		expect((await ask(email)).ok).toBe(true);
	}
);

test.each([
	'',
	'anna',
	'anna@',
	'@example.org',
	'anna@example',
	'a b@example.org',
	'anna@example.org, bo@example.org'
])('[P10] “%s” is no e-mail address', async (email) => {
	expect(await ask(email)).toMatchObject({ ok: false, error: { code: 'invalid', field: 'email' } });
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
