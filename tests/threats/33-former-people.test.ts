/** Threat 33: somebody who left a board, or was disabled, keeps no way in: not by an open page, a link they kept, or a roster they stood on. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttendanceId, MeetingId, MembershipId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { londonDate } from '#core/kernel/time.ts';
import { openReader } from '#server/store/database/reader.ts';
import { mayListen } from '#server/store/boards/rights.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { addMember, endMembership } from '#server/usecases/boards/keep-members.ts';
import { keepRoster } from '#server/usecases/roster/keep-roster.ts';
import { readAgenda } from '#server/usecases/agenda/read-agenda.ts';
import { readDocument } from '#server/usecases/log/read-document.ts';
import { review } from '#server/usecases/record/review.ts';
import { boardPage } from '#server/views/boards/board-page.ts';
import { homePage } from '#server/views/boards/home-page.ts';
import { meetingPageView } from '#server/views/minutes/meeting-page.ts';
import { membersPage } from '#server/views/boards/members-page.ts';
import { dutiesWorld, value, type DutiesWorld } from '../duties/world.ts';

let world: DutiesWorld;
let meeting: MeetingId;
beforeEach(async () => {
	world = await dutiesWorld();
	const rex = { name: 'Rex', email: 'rex@example.org', role: 'member', from: '2031-01-01' };
	value(await addMember(world.deps, await world.as('Cora'), { board: world.board, ...rex }));
	meeting = await world.meeting();
});
afterEach(() => world.close());

/** What Rex reaches, by name; each is asked as its page asks. */
async function surfaces(): Promise<Record<string, boolean>> {
	const rex = await world.as('Rex');
	const { db, deps } = world;
	const now = deps.now();
	const reader = openReader(world.dataDir);
	const pen = reader.pen(meeting, rex.person, londonDate(now)) !== null;
	reader.close();
	const listens = (topic: string) => mayListen(db, topic, rex.person, londonDate(now));
	return {
		'meeting page': (await meetingPageView(db, meeting, rex.person, now)) !== null,
		review: (await review(deps, rex, meeting)) !== null,
		agenda: (await readAgenda(deps, rex, meeting)).ok,
		document: (await readDocument(deps, rex, meeting)).ok,
		export: (await exportMinutes(deps, rex, meeting)).ok,
		socket: pen,
		'meeting topic': await listens(`meeting/${meeting}`),
		'board topic': await listens(`board/${world.board}`),
		'board page': (await boardPage(db, 'quay', rex.person, now)) !== null,
		members: (await membersPage(db, 'quay', rex, now)) !== null,
		home: (await homePage(db, rex.person, now)).length > 0
	};
}
const all = async (reach: boolean) =>
	Object.fromEntries(Object.keys(await surfaces()).map((name) => [name, reach]));

test('[threat 33] removed from the board: nothing of it is left, also of a meeting they were marked present at', async () => {
	expect(await surfaces()).toEqual(await all(true));
	const { id } = await world.line(meeting, 'Rex');
	value(
		await keepRoster(world.deps, await world.as('Nell'), {
			meeting,
			change: { kind: 'mark', entry: id as AttendanceId, attendance: 'present' }
		})
	);
	const membership = must((await world.membership('Rex')) ?? undefined, 'Rex').id as MembershipId;
	value(await endMembership(world.deps, await world.as('Cora'), { membership }));
	expect((await world.line(meeting, 'Rex')).role).toBe('guest');
	expect(await surfaces()).toEqual(await all(false));
});
