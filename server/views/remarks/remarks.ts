/** The remarks of a meeting as its pages show them: no person's id leaves the server. */
import { mentionsIn } from '#core/remarks/mentions.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import type { Remark } from '#core/remarks/remarks.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import { remarksOf } from '#server/store/remarks/remarks.ts';
import { standingAt } from '#server/store/boards/rights.ts';

export interface RemarkLine extends Remark {
	readonly mine: boolean;
	/** [X6] In it or in a reply to it. */
	readonly mentionsMe: boolean;
}

export interface MeetingRemarks {
	/** In the order in which they came. */
	readonly remarks: readonly RemarkLine[];
	/** Who can be mentioned. */
	readonly people: readonly string[];
	readonly may: { readonly remark: boolean; readonly answer: boolean };
}

/** @param meeting one the reader may see */
export async function meetingRemarks(
	store: Store,
	meeting: Meeting,
	reader: { readonly person: PersonId; readonly name: string },
	now: Instant
): Promise<MeetingRemarks> {
	const today = londonDate(now);
	const standing = await standingAt(store, meeting.id, reader.person, today);
	const roster = await rosterOf(store, meeting.id);
	const members = await store
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.person_id')
		.select('person.name')
		.where('membership.board_id', '=', meeting.board)
		.where('membership.from_date', '<=', today)
		.where((where) =>
			where.or([where('membership.to_date', 'is', null), where('membership.to_date', '>=', today)])
		)
		.execute();
	// [D8] A guest is told of those on this roster, not of who is on the board.
	const known = may(standing, 'read-board') ? [...roster, ...members] : roster;
	const people = [...new Set(known.map(({ name }) => name))].sort((a, b) => a.localeCompare(b));
	const mine = new Set([
		reader.name,
		...roster.filter(({ person }) => person === reader.person).map(({ name }) => name)
	]);
	const mentionsMe = (text: string) => mentionsIn(text, [...people, ...mine]).some((name) => mine.has(name));
	const draft = meeting.state === 'draft';
	return {
		remarks: (await remarksOf(store, meeting.id)).map(({ person, ...remark }) => ({
			...remark,
			mine: person === reader.person,
			mentionsMe:
				(remark.kind !== 'suggestion' && mentionsMe(remark.text)) ||
				remark.replies.some(({ text }) => mentionsMe(text))
		})),
		people,
		may: { remark: draft && may(standing, 'remark'), answer: draft && may(standing, 'answer-remarks') }
	};
}
