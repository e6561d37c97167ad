/** What the agenda says of an item beside its title, and its clock. */
import * as Y from 'yjs';
import {
	NO_PLAN,
	parseMinutes,
	parsePurpose,
	STOPPED,
	type ItemClock,
	type ItemPlan
} from '#core/agenda/agenda.ts';
import { fitting } from '#core/wire/content-rules.ts';
import { calendarDate, type CalendarDate, type Instant } from '#core/kernel/time.ts';
import { addItem, agenda, setItemRemoved } from './agenda.ts';
import { itemsOf, type ItemMap } from '#document/fields.ts';

export function planOf(item: ItemMap): ItemPlan {
	const lead = item.get('lead');
	return {
		purpose: parsePurpose(item.get('purpose')),
		lead: typeof lead === 'string' ? lead : '',
		minutes: parseMinutes(item.get('minutes') ?? ''),
		added: calendarDate(item.get('added'))
	};
}

/** Only what differs is set: two people who set different things of one item at once lose nothing. */
export function setPlan(doc: Y.Doc, id: string, change: Partial<ItemPlan>): void {
	const item = itemsOf(doc).get(id);
	if (!(item instanceof Y.Map)) return;
	doc.transact(() => writePlan(item, planOf(item), change));
}

function writePlan(item: ItemMap, now: ItemPlan, change: Partial<ItemPlan>): void {
	for (const [key, value] of Object.entries(change) as [keyof ItemPlan, ItemPlan[keyof ItemPlan]][]) {
		if (value === now[key]) continue;
		if (value === null || value === '') item.delete(key);
		else item.set(key, typeof value === 'string' ? fitting(value) : value);
	}
}

/** For an item that is being made. */
export const plan = (item: ItemMap, plan: ItemPlan): void => writePlan(item, NO_PLAN, plan);

/**
 * Puts a proposed item at the end of the agenda, under the id of its proposal: whoever else takes it over at the same
 * moment makes the same item. One that was removed comes back.
 */
export function takeOver(
	doc: Y.Doc,
	proposal: { readonly id: string; readonly title: string } & Pick<ItemPlan, 'purpose' | 'lead' | 'minutes'>,
	line: string,
	today: CalendarDate
): void {
	const { id, title, purpose, lead, minutes } = proposal;
	doc.transact(() => {
		if (itemsOf(doc).has(id)) setItemRemoved(doc, id, false);
		else {
			addItem(doc, id, line, title, agenda(doc).at(-1)?.id ?? null);
			setPlan(doc, id, { purpose, lead, minutes, added: today });
		}
	});
}

export function clockOf(item: ItemMap): ItemClock {
	const value = item.get('clock') as Partial<ItemClock> | undefined;
	if (value === null || typeof value !== 'object') return STOPPED;
	const { since, used } = value;
	return {
		since: typeof since === 'number' ? since : null,
		used: typeof used === 'number' && used > 0 ? used : 0
	};
}

/** The item whose clock runs; of several, begun by different people at once, the one begun last. */
export function runningItem(doc: Y.Doc): { readonly id: string; readonly item: ItemMap } | null {
	let latest: { id: string; item: ItemMap; since: Instant } | null = null;
	for (const { id, item, removed } of agenda(doc)) {
		const { since } = clockOf(item);
		if (since !== null && !removed && since >= (latest?.since ?? since)) latest = { id, item, since };
	}
	return latest;
}

/** Not among the things undo takes back: what is over is over. */
const CLOCK = 'clock';

/** Begins an item, or goes on with it; every other clock stops. @param id null: only stops */
export function beginItem(doc: Y.Doc, id: string | null, now: Instant): void {
	doc.transact(() => {
		for (const { id: of, item } of agenda(doc)) {
			const { since, used } = clockOf(item);
			if (of === id) {
				if (since === null) item.set('clock', { since: now, used });
			} else if (since !== null) item.set('clock', { since: null, used: used + Math.max(0, now - since) });
		}
	}, CLOCK);
}
