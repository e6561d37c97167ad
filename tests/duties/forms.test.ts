/** The attacks of people with a browser, as the forms send them: each was done to the running product (F3). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { actions as meetingActions } from '../../src/routes/meetings/[meeting]/+page.server.ts';
import { actions as memberActions } from '../../src/routes/boards/[board]/members/+page.server.ts';
import { actions as peopleActions } from '../../src/routes/people/+page.server.ts';
import { addPerson } from '#server/usecases/accounts/add-person.ts';
import { CONSOLE, dutiesWorld, value, type DutiesWorld } from './world.ts';

let world: DutiesWorld;
let meeting: MeetingId;
beforeEach(async () => {
	world = await dutiesWorld();
	meeting = await world.meeting();
	await world.audit();
});
afterEach(() => world.close());

type Sent = (event: never) => unknown;

/** @returns status and sentence of the refusal, or what the page says was done */
async function send(
	action: Sent | undefined,
	as: string,
	params: Readonly<Record<string, string>>,
	fields: Readonly<Record<string, string>>
): Promise<{
	readonly status?: number;
	readonly data?: { readonly message: string };
	readonly done?: string;
}> {
	const body = new FormData();
	for (const [name, text] of Object.entries(fields)) body.set(name, text);
	const actor = await world.as(as);
	const event = {
		locals: { deps: world.deps, actor, session: null, config: null },
		params,
		request: new Request('http://localhost/', { method: 'POST', body })
	};
	return (await must(action, 'the action')(event as never)) as Awaited<ReturnType<typeof send>>;
}
const members = (name: keyof typeof memberActions, as: string, fields: Record<string, string>) =>
	send(memberActions[name] as Sent, as, { board: 'quay' }, fields);
const membership = async (name: string) => must((await world.membership(name)) ?? undefined, name).id;

test.each(['chair', 'co-chair'])('[D1] a notetaker makes herself %s on the members’ form', async (role) => {
	const refused = await members('role', 'Nell', { membership: await membership('Nell'), role });
	expect(refused).toMatchObject({
		status: 403,
		data: { message: expect.stringMatching(/Nobody makes themselves chair/) }
	});
	const added = await members('add', 'Nell', { email: 'nell@example.org', role });
	expect(added).toMatchObject({
		status: 403,
		data: { message: expect.stringMatching(/Nobody makes themselves chair/) }
	});
	expect(await world.sign('Nell', meeting)).toMatchObject({ ok: false });
	expect(await world.audit()).toEqual([]);
});

test('[D2] a notetaker removes the chair on the members’ form, by ending it or by another role', async () => {
	const refusal = { status: 403, data: { message: expect.stringMatching(/propose it on the members page/) } };
	expect(await members('end', 'Nell', { membership: await membership('Cora') })).toMatchObject(refusal);
	expect(
		await members('role', 'Nell', { membership: await membership('Cora'), role: 'observer' })
	).toMatchObject(refusal);
	expect((await world.membership('Cora'))?.role).toBe('chair');
});

test('[D2] a notetaker appoints a chair for one meeting on its roster, who would sign', async () => {
	const { id } = await world.line(meeting, 'Mo');
	const refused = await send(
		meetingActions['roster'] as Sent,
		'Nell',
		{ meeting },
		{ kind: 'role', entry: id, role: 'chair' }
	);
	expect(refused).toMatchObject({
		status: 403,
		data: { message: expect.stringMatching(/propose it on the members page/) }
	});
	expect(await world.sign('Mo', meeting)).toMatchObject({ ok: false });
});

test.each(['chair', 'co-chair', 'notetaker', 'member', 'observer'])(
	'[D7] an administrator puts himself on a board as %s, to read and sign',
	async (role) => {
		const refused = await members('add', 'Ada', { email: 'ada@example.org', role });
		expect(refused).toMatchObject({
			status: 403,
			data: { message: expect.stringMatching(/cannot put yourself there/) }
		});
		expect(await world.sign('Ada', meeting)).toMatchObject({ error: { code: 'not-found' } });
		expect(await world.audit()).toEqual([]);
	}
);

test('[D2] an administrator makes a board without a chair, or with herself as its chair', async () => {
	const make = (chairEmail: string) =>
		send(peopleActions['board'] as Sent, 'Ada', {}, { name: 'Other', slug: 'other', chairEmail });
	expect(await make('')).toMatchObject({
		status: 400,
		data: { message: expect.stringMatching(/Every board begins with its chair/) }
	});
	expect(await make('ada@example.org')).toMatchObject({ status: 403 });
	expect(await world.audit()).toEqual([]);
});

test('[D5] somebody put on a roster, which gives access, leaves a row in the audit', async () => {
	const person = value(await addPerson(world.deps, CONSOLE, { name: 'Gus', email: 'gus@example.org' }));
	await world.audit();
	await send(meetingActions['roster'] as Sent, 'Nell', { meeting }, { kind: 'add-person', person });
	expect(await world.audit()).toEqual(['call-to-meeting']);
});

test('[D2] [D3] proposed, confirmed and taken back on the page', async () => {
	const proposed = await members('propose', 'Nell', { membership: await membership('Mo'), to: 'co-chair' });
	expect(proposed.done).toMatch(/^Proposed/);
	const { id: change } = await world.db
		.selectFrom('chair_change')
		.select('id')
		.where('state', '=', 'proposed')
		.executeTakeFirstOrThrow();
	expect(await members('confirm', 'Nell', { change })).toMatchObject({ status: 403 });
	expect((await members('confirm', 'Ines', { change })).done).toMatch(/^Confirmed and done/);
	expect((await members('back', 'Cora', { change })).done).toMatch(/^Taken back/);
	expect((await world.membership('Mo'))?.role).toBe('member');
});
