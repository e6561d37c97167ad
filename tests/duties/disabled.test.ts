/** [D10] [D11] An administrator disables somebody: at once, everywhere, told, and not without end. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from '#core/kernel/result.ts';
import { createSession, verifySession } from '#server/store/accounts/sessions.ts';
import { appoint } from '#server/usecases/accounts/add-person.ts';
import { askCode } from '#server/usecases/accounts/ask-code.ts';
import { demoSignIn } from '#server/usecases/accounts/demo-sign-in.ts';
import { disablePerson, enablePerson } from '#server/usecases/accounts/disable-person.ts';
import { signIn } from '#server/usecases/accounts/sign-in.ts';
import { openReader } from '#server/store/database/reader.ts';
import { CONSOLE, duty, dutiesWorld, value, type DutiesWorld } from './world.ts';

let world: DutiesWorld;
beforeEach(async () => {
	world = await dutiesWorld();
});
afterEach(() => world.close());

const person = async (name: string) => (await world.as(name)).person;
const disable = async (as: string, name: string) =>
	disablePerson(world.deps, await world.as(as), { person: await person(name) });
const ask = async (email: string) => {
	const said: string[] = [];
	const answer = await askCode(world.deps, {
		email,
		browser: `browser of ${email}`,
		knownBrowser: '',
		address: '192.0.2.1',
		deliver: (line) => void said.push(line)
	});
	return { answer, code: /: ([A-Z2-9]{8}) /.exec(said[0] ?? '')?.[1] ?? null };
};
const enter = (email: string, code: string) =>
	signIn(world.deps, { browser: `browser of ${email}`, code, knownBrowser: '', userAgent: '' });

test('[D10] every session is over in the same moment, for pages and sockets; enabled, they sign in anew', async () => {
	const mo = await person('Mo');
	const token = await createSession(world.db, mo, world.deps.now());
	const reader = openReader(world.dataDir);
	value(await disable('Ada', 'Mo'));
	expect(await verifySession(world.db, token, world.deps.now())).toBeNull();
	expect(reader.session(token, world.deps.now())).toBeNull();
	// Nor one that came after, by whatever way.
	const late = await createSession(world.db, mo, world.deps.now());
	expect(await verifySession(world.db, late, world.deps.now())).toBeNull();
	expect(reader.holds(late.split('.')[0] ?? '', world.deps.now())).toBe(false);
	reader.close();
	expect(await demoSignIn(world.deps, true, { person: mo, userAgent: '' })).toMatchObject({ ok: false });
	expect(await world.audit()).toEqual(['disable-person']);
	expect(await world.letters()).toEqual([
		'Mo: An administrator changed what somebody may do',
		'Cora: An administrator changed what somebody may do'
	]);
	value(await enablePerson(world.deps, await world.as('Ada'), { person: mo }));
	expect((await ask('mo@example.org')).code).not.toBeNull();
	expect(await world.audit()).toEqual(['enable-person']);
});

test('[D10] a disabled person who asks for a code is answered as a stranger is, and so is a code that was on its way', async () => {
	const before = await ask('mo@example.org');
	value(await disable('Ada', 'Mo'));
	const wrong = await enter('mo@example.org', must(before.code ?? undefined, 'the code'));
	expect(wrong).toMatchObject({ ok: false, error: { code: 'wrong-code' } });
	const [disabled, stranger] = [await ask('mo@example.org'), await ask('nobody@example.org')];
	expect(disabled.code).toBeNull();
	expect(disabled.answer).toEqual({ ok: true, value: { email: 'mo@example.org' } });
	expect(stranger.answer).toEqual({ ok: true, value: { email: 'nobody@example.org' } });
});

test('[D10] only an administrator does it, and nobody else learns that it can be done', async () => {
	for (const as of ['Cora', 'Nell', 'Mo'])
		expect(await disable(as, 'Ines')).toEqual({ ok: false, error: { code: 'not-found' } });
});

test('[D11] the last administrator who can sign in is disabled by nobody, nor by themselves', async () => {
	expect(await disable('Ada', 'Ada')).toMatchObject(duty('last-administrator'));
	expect(await disablePerson(world.deps, CONSOLE, { person: await person('Ada') })).toMatchObject(
		duty('last-administrator')
	);
	value(await appoint(world.deps, CONSOLE, 'mo@example.org'));
	expect(await world.letters()).toEqual(['Cora: An administrator changed what somebody may do']);
	value(await disable('Ada', 'Ada'));
	expect(await disable('Mo', 'Mo')).toMatchObject(duty('last-administrator'));
});
