/** Who became and ceased to be chair, as the members page and its letters show it; to somebody, with what they may do about it. */
import type { BoardId, PersonId } from '#core/kernel/ids.ts';
import { may, type Standing } from '#core/boards/policy.ts';
import { londonDate, longDate, longInstant, type Instant } from '#core/kernel/time.ts';
import { chairWords, hasLapsed, takeBackUntil } from '#core/boards/chairs.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { chairChangesOf, type ChairChange } from '#server/store/boards/chair-changes.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { isLongStanding, standingOn } from '#server/store/boards/rights.ts';
import { signedBy } from '#server/store/record/snapshots.ts';
import { headOf, type BoardHead } from './board-page.ts';

export interface ChairChangeLine {
	readonly id: string;
	/** "Mo Sayer becomes co-chair, before that member" */
	readonly words: string;
	/** Who did what when, a sentence each. */
	readonly course: readonly string[];
	readonly state: 'Proposed' | 'Waits for an administrator' | 'Done' | 'Taken back' | 'Withdrawn' | 'Lapsed';
	/** Until when a chair can take it back, in words; '' when nobody can any more. */
	readonly until: string;
	readonly may: { readonly confirm: boolean; readonly withdraw: boolean; readonly takeBack: boolean };
}

interface Reader {
	readonly person: PersonId;
	readonly standing: Standing;
	readonly now: Instant;
}

/** What is open, and the last of what was done. */
export async function chairChanges(store: Store, board: BoardId, reader: Reader): Promise<ChairChangeLine[]> {
	const changes = await chairChangesOf(store, board, 10);
	return Promise.all(changes.map((change) => lineOf(store, change, reader)));
}

async function lineOf(store: Store, change: ChairChange, reader: Reader): Promise<ChairChangeLine> {
	const { person, standing, now } = reader;
	const lapsed = hasLapsed(change, now);
	const open = !lapsed && (change.state === 'proposed' || change.state === 'seconded');
	const third = change.state === 'seconded';
	const apart = change.person !== person && change.proposed.person !== person;
	const confirms =
		may({ ...standing, admin: false }, 'propose-chair') &&
		(await isLongStanding(store, change.board, person, now));
	const until = takeBackUntil(change, now);
	return {
		id: change.id,
		words: chairWords(change),
		course: await courseOf(store, change),
		state: lapsed ? 'Lapsed' : STATES[change.state],
		until: until === null ? '' : longInstant(until),
		may: {
			confirm: open && apart && (third ? standing.admin && change.seconded?.person !== person : confirms),
			withdraw: open && change.proposed.person === person,
			takeBack:
				until !== null &&
				change.entitled.includes(person) &&
				!(change.approved !== null && change.person === person)
		}
	};
}

const STATES = {
	proposed: 'Proposed',
	seconded: 'Waits for an administrator',
	done: 'Done',
	withdrawn: 'Withdrawn',
	'taken-back': 'Taken back'
} as const;

async function courseOf(store: Store, change: ChairChange): Promise<string[]> {
	const { proposed, seconded, approved, settled, doneAt, meeting } = change;
	const who = ({ person, name }: { readonly person: string; readonly name: string }) =>
		person === 'console' ? 'Somebody at the command line of the server' : name;
	const at = meeting === null ? null : await meetingById(store, meeting);
	const signed = await signedBy(store, change);
	return [
		...(at === null ? [] : [`For the meeting of ${longDate(at.date)}.`]),
		seconded === null && doneAt !== null
			? `${who(proposed)} did this on ${longInstant(proposed.at)}.`
			: `${who(proposed)} proposed this on ${longInstant(proposed.at)}.`,
		...(seconded === null ? [] : [`${who(seconded)} confirmed it on ${longInstant(seconded.at)}.`]),
		...(approved === null ? [] : [`${who(approved)}, administrator, agreed.`]),
		...(settled === null
			? []
			: [
					`${who(settled)} ${change.state === 'withdrawn' ? 'withdrew it' : 'took it back'} on ${longInstant(settled.at)}.`
				]),
		...(signed.length === 0
			? []
			: [`${change.name} signed since, which stays on the record: ${signed.join('; ')}.`])
	];
}

export interface ChairChangePage {
	readonly board: BoardHead;
	readonly change: ChairChangeLine;
	/** Whether the reader may see the members of the board, too. */
	readonly members: boolean;
}

/** One change by itself: where its letter leads. Also for a chair who is on the board no more, as long as it is about them. */
export async function chairChangePage(
	store: Store,
	slug: string,
	id: string,
	reader: { readonly person: PersonId; readonly admin: boolean },
	now: Instant
): Promise<ChairChangePage | null> {
	const board = await boardBySlug(store, slug);
	if (board === null) return null;
	const change = (await chairChangesOf(store, board.id)).find((one) => one.id === id);
	if (change === undefined) return null;
	const { roles } = await standingOn(store, board.id, reader.person, londonDate(now));
	const standing = { roles, admin: reader.admin };
	const members = may(standing, 'read-board') || may(standing, 'keep-members');
	const theirs = change.entitled.includes(reader.person) || change.person === reader.person;
	if (!members && !theirs) return null;
	return {
		board: headOf(board),
		change: await lineOf(store, change, { person: reader.person, standing, now }),
		members
	};
}
