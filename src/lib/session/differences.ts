import type { Draft, DraftItem } from '#core/minutes/draft.ts';

/**
 * How many parts of the minutes differ: lines that were changed, added or taken away, items that were named, planned,
 * added or removed, the order of the agenda, what is reported of the last meeting. A line that others typed fifty
 * letters into is one change: that is what one will see.
 */
export function differences(shown: Draft, next: Draft): number {
	let count = changed(partsOf(shown), partsOf(next));
	const both = new Set(idsOf(shown.items).filter((id) => next.items.some((item) => item.id === id)));
	const order = ({ items }: Draft) => idsOf(items).filter((id) => both.has(id));
	if (order(shown).join() !== order(next).join()) count++;
	return count;
}

const idsOf = (items: readonly DraftItem[]): string[] => items.map(({ id }) => id);

/** Each part by its name, as text that is the same while it says the same. */
function partsOf({ items, arising }: Draft): Map<string, string> {
	const parts = new Map<string, string>();
	for (const { id, title, printed, plan, lines } of items) {
		parts.set(`item ${id}`, JSON.stringify([title, printed, plan ?? null]));
		for (const [index, line] of lines.entries())
			parts.set(`line ${line.id || `${id} ${index}`}`, JSON.stringify(line));
	}
	for (const report of arising?.reports ?? []) parts.set(`report ${report.action}`, JSON.stringify(report));
	for (const confirmation of arising?.confirmations ?? [])
		parts.set(`notes ${confirmation.meeting}`, JSON.stringify(confirmation));
	if (arising) parts.set('arising', JSON.stringify([arising.notesAt, arising.actionsAt]));
	return parts;
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
	let count = 0;
	for (const [name, words] of after) if (before.get(name) !== words) count++;
	for (const name of before.keys()) if (!after.has(name)) count++;
	return count;
}
