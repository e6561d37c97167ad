/** [D9] Whoever opens a session of somebody at the console reads and signs as they do, so it is told and can be ended. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sessionsOf, verifySession } from '#server/store/accounts/sessions.ts';
import { disablePerson } from '#server/usecases/accounts/disable-person.ts';
import { openSession } from '#server/usecases/accounts/open-session.ts';
import { CONSOLE, dutiesWorld, value, type DutiesWorld } from './world.ts';

let world: DutiesWorld;
beforeEach(async () => {
	world = await dutiesWorld();
});
afterEach(() => world.close());

const open = async (name: string, as = CONSOLE) =>
	openSession(world.deps, as, { person: (await world.as(name)).person });

test('[D9] they and the chairs of their boards get a letter in the same change, and the audit its row', async () => {
	const token = value(await open('Mo'));
	expect(await verifySession(world.db, token, world.deps.now())).toMatchObject({ name: 'Mo' });
	expect(await world.letters()).toEqual([
		'Mo: You were signed in at the server',
		'Cora: Mo was signed in at the server'
	]);
	expect(await world.audit()).toEqual(['sign-in-at-console']);
	const texts = await world.db
		.selectFrom('letter')
		.select('text')
		.where('subject', 'like', '%signed in%')
		.execute();
	for (const { text } of texts) {
		expect(text).toContain('Somebody at the command line of the server opened a session as Mo on');
		expect(text).not.toContain(token);
	}
});

test('[D9] a chair whose own session it is gets one letter; who is on no board gets theirs', async () => {
	value(await open('Cora'));
	value(await open('Ada'));
	expect(await world.letters()).toEqual([
		'Cora: You were signed in at the server',
		'Ada: You were signed in at the server'
	]);
});

test('[D9] it is listed with their sessions, to be ended', async () => {
	value(await open('Mo'));
	const mo = await world.as('Mo');
	const listed = await sessionsOf(world.db, mo.person, world.deps.now());
	expect(listed.map(({ userAgent }) => userAgent)).toEqual(['command line']);
});

test('[D9] nobody else opens one, and none of somebody who is disabled', async () => {
	expect(await open('Mo', await world.as('Ada'))).toMatchObject({ error: { code: 'not-found' } });
	value(await disablePerson(world.deps, CONSOLE, { person: (await world.as('Mo')).person }));
	await world.letters();
	expect(await open('Mo')).toMatchObject({ error: { code: 'invalid' } });
	expect(await world.letters()).toEqual([]);
});
