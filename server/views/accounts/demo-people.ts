import { ROLE_WORDS, type Role } from '#core/boards/people.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import { allBoards, membershipsOf } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';

export interface DemoPerson {
	readonly person: string;
	readonly name: string;
	readonly role: string;
	readonly agency: string;
}

const SHOWN: readonly Role[] = ['notetaker', 'chair', 'co-chair', 'member', 'observer'];

/** Whom the demo offers to be: one for each role on its board. Asked for in the demo only. */
export async function demoPeople(store: Store, now: Instant): Promise<DemoPerson[]> {
	const board = (await allBoards(store)).find((candidate) => candidate.parent === null);
	if (board === undefined) return [];
	const members = (await membershipsOf(store, board.id, londonDate(now))).filter(
		({ email }) => email !== null
	);
	return SHOWN.flatMap((role) => {
		const member = members.find((candidate) => candidate.role === role);
		return member === undefined
			? []
			: [{ person: member.person, name: member.name, role: ROLE_WORDS[role], agency: member.agency }];
	});
}
