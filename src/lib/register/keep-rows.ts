export interface KeptRow<Row> {
	readonly row: Row;
	/** It fits the filter no longer, and stands here only because somebody is at work on it. */
	readonly gone: boolean;
}

/**
 * A list that changes under the hands of its reader: what fits no longer stays in its place while somebody is typing in
 * it, so that no refresh takes their words away.
 *
 * @param latest what is known of single rows beyond both lists, e.g. the answer to the reader's own press
 */
export function keepRows<Row extends { readonly id: string }>(
	before: readonly KeptRow<Row>[],
	now: readonly Row[],
	held: (id: string) => boolean,
	latest: Row | null
): KeptRow<Row>[] {
	const here = new Set(now.map(({ id }) => id));
	const kept: KeptRow<Row>[] = now.map((row) => ({ row, gone: false }));
	before.forEach(({ row }, index) => {
		if (here.has(row.id) || !held(row.id)) return;
		const above = new Set(before.slice(0, index).map((other) => other.row.id));
		const place = kept.findLastIndex((other) => above.has(other.row.id)) + 1;
		kept.splice(place, 0, { row: latest?.id === row.id ? latest : row, gone: true });
	});
	return kept;
}
