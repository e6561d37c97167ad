/** Where remarks stand on the page: at their line wherever it was moved to, else at their item, else in the list alone. */
import type { Draft } from '#core/minutes/draft.ts';
import type { RemarkLine } from '#server/views/remarks/remarks.ts';

export interface PlacedRemark {
	readonly remark: RemarkLine;
	/** null: the item is gone, too. */
	readonly item: string | null;
	/** null: at the item as a whole. */
	readonly line: string | null;
	/** The line it was about is gone. */
	readonly gone: boolean;
}

/** In the order of the page; what stands at an item comes after its lines, what stands nowhere last. */
export function placeRemarks(draft: Draft, remarks: readonly RemarkLine[]): PlacedRemark[] {
	if (remarks.length === 0) return [];
	const lines = new Map<string, { item: string; at: number }>();
	const items = new Map<string, number>();
	let at = 0;
	for (const { id, lines: own } of draft.items) {
		for (const line of own) lines.set(line.id, { item: id, at: at++ });
		items.set(id, at++);
	}
	return remarks
		.map((remark) => {
			const found = remark.line === null ? undefined : lines.get(remark.line);
			const item = found?.item ?? (items.has(remark.item) ? remark.item : null);
			const order = found?.at ?? (item === null ? Infinity : (items.get(item) ?? 0));
			const gone = remark.line !== null && !found;
			return { order, placed: { remark, item, line: found ? remark.line : null, gone } };
		})
		.sort((a, b) => (a.order === b.order ? 0 : a.order < b.order ? -1 : 1))
		.map(({ placed }) => placed);
}
