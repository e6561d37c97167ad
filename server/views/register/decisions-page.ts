import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import { longDate } from '#core/kernel/time.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { standingOn } from '#server/store/boards/rights.ts';
import { PAGE_SIZE, type RegisterQuery } from './register-page.ts';

export interface DecisionsPage {
	readonly board: { readonly id: BoardId; readonly name: string; readonly slug: string };
	readonly total: number;
	readonly page: number;
	readonly pages: number;
	/** Newest meeting first, each with its decisions as printed. */
	readonly meetings: readonly {
		readonly id: MeetingId;
		readonly title: string;
		readonly date: string;
		readonly decisions: readonly {
			readonly id: string;
			readonly label: string;
			/** "Agreed" */
			readonly verb: string;
			readonly text: string;
		}[];
	}[];
}

/** What a board decided in its signed meetings; null: not theirs to see. */
export async function decisionsPage(
	store: Store,
	query: Pick<RegisterQuery, 'slug' | 'person' | 'today'> & { readonly page: number }
): Promise<DecisionsPage | null> {
	const board = await boardBySlug(store, query.slug);
	if (board === null) return null;
	if (!may(await standingOn(store, board.id, query.person, query.today), 'read-board')) return null;
	const counted = await store
		.selectFrom('decision')
		.select(({ fn }) => fn.countAll<number>().as('n'))
		.where('board_id', '=', board.id)
		.executeTakeFirstOrThrow();
	const pages = Math.max(1, Math.ceil(counted.n / PAGE_SIZE));
	const page = Math.min(Math.max(1, query.page), pages);
	const rows = await store
		.selectFrom('decision')
		.innerJoin('meeting', 'meeting.id', 'decision.meeting_id')
		.select([
			'decision.id',
			'decision.label',
			'decision.item',
			'decision.verb',
			'decision.text',
			'meeting.id as meeting_id',
			'meeting.title',
			'meeting.date'
		])
		.where('decision.board_id', '=', board.id)
		.orderBy('meeting.date', 'desc')
		.orderBy('meeting.id')
		.orderBy('decision.position')
		.limit(PAGE_SIZE)
		.offset((page - 1) * PAGE_SIZE)
		.execute();
	const meetings = new Map<MeetingId, DecisionsPage['meetings'][number]>();
	for (const row of rows) {
		const known = meetings.get(row.meeting_id);
		const decision = {
			id: row.id,
			label: row.label ?? row.item,
			verb: row.verb.charAt(0).toUpperCase() + row.verb.slice(1),
			text: row.text
		};
		meetings.set(row.meeting_id, {
			id: row.meeting_id,
			title: row.title,
			date: longDate(row.date),
			decisions: [...(known?.decisions ?? []), decision]
		});
	}
	return {
		board: { id: board.id, name: board.name, slug: board.slug },
		total: counted.n,
		page,
		pages,
		meetings: [...meetings.values()]
	};
}
