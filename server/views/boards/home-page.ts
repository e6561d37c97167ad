import type { PersonId } from '#core/kernel/ids.ts';
import { ROLE_WORDS } from '#core/boards/people.ts';
import { londonDate, type CalendarDate, type Instant } from '#core/kernel/time.ts';
import { boardById, membershipsOfPerson } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingsOf } from '#server/store/minutes/meetings.ts';
import { myOpenActions, type MyActions } from '#server/views/register/my-actions.ts';

export interface HomeBoard {
	readonly name: string;
	readonly slug: string;
	/** "Chair", "Member and notetaker". */
	readonly roles: string;
	/** Name of the board it reports to. */
	readonly reportsTo: string | null;
	/** The draft of today or before, else the next one planned. */
	readonly meeting: {
		readonly id: string;
		readonly title: string;
		readonly date: CalendarDate;
		readonly open: boolean;
	} | null;
	/** What waits for them there; null: nothing. */
	readonly actions: MyActions | null;
}

/** The boards somebody is on today, by name. */
export async function homePage(store: Store, person: PersonId, now: Instant): Promise<HomeBoard[]> {
	const today = londonDate(now);
	const memberships = await membershipsOfPerson(store, person, today);
	const actions = await myOpenActions(store, person, today);
	const boards: HomeBoard[] = [];
	for (const id of new Set(memberships.map((membership) => membership.board))) {
		const board = await boardById(store, id);
		if (board === null) continue;
		const parent = board.parent === null ? null : await boardById(store, board.parent);
		const drafts = (await meetingsOf(store, id)).filter((meeting) => meeting.state === 'draft');
		const meeting = drafts.find(({ date }) => date <= today) ?? drafts.at(-1);
		const roles = memberships
			.filter((membership) => membership.board === id)
			.map((membership) => ROLE_WORDS[membership.role]);
		boards.push({
			name: board.name,
			slug: board.slug,
			roles: [...new Set(roles)].join(' and '),
			reportsTo: parent?.name ?? null,
			meeting:
				meeting === undefined
					? null
					: { id: meeting.id, title: meeting.title, date: meeting.date, open: meeting.date <= today },
			actions: actions.get(id) ?? null
		});
	}
	return boards.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
