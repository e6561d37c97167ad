/** Threat 37: who keeps the installation reads nothing by that alone, and what lets them in is written down and told. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { addMember } from '#server/usecases/boards/keep-members.ts';
import { readDocument } from '#server/usecases/log/read-document.ts';
import { review } from '#server/usecases/record/review.ts';
import { boardPage } from '#server/views/boards/board-page.ts';
import { meetingPageView } from '#server/views/minutes/meeting-page.ts';
import { CONSOLE, duty, dutiesWorld, value, type DutiesWorld } from '../duties/world.ts';

let world: DutiesWorld;
let meeting: MeetingId;
beforeEach(async () => {
	world = await dutiesWorld();
	meeting = await world.meeting();
	await world.audit();
});
afterEach(() => world.close());

async function reads(): Promise<boolean[]> {
	const ada = await world.as('Ada');
	return [
		(await meetingPageView(world.db, meeting, ada.person, world.deps.now())) !== null,
		(await review(world.deps, ada, meeting)) !== null,
		(await readDocument(world.deps, ada, meeting)).ok,
		(await exportMinutes(world.deps, ada, meeting)).ok,
		(await boardPage(world.db, 'quay', ada.person, world.deps.now())) !== null
	];
}

test('[threat 37] an administrator opens nothing, lets herself in nowhere, and signs nothing', async () => {
	expect(new Set(await reads())).toEqual(new Set([false]));
	const add = { board: world.board, email: 'ada@example.org', role: 'chair' };
	expect(await addMember(world.deps, await world.as('Ada'), add)).toMatchObject(duty('own-entry'));
	expect(await world.sign('Ada', meeting)).toEqual({ ok: false, error: { code: 'not-found' } });
	expect(await world.audit()).toEqual([]);
});

test('[threat 37] what the console grants stands in the audit and in a letter to the chair', async () => {
	const add = { board: world.board, email: 'ada@example.org', role: 'observer' };
	value(await addMember(world.deps, CONSOLE, add));
	expect(new Set(await reads())).toEqual(new Set([true]));
	expect(await world.audit()).toEqual(['call-to-meeting', 'add-member']);
	expect(await world.letters()).toEqual(['Cora: Quay Board: an administrator changed who is on it']);
});
