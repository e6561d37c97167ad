import type { DraftItem, DraftLine } from './draft.ts';

/** "3.1." and "3.1" are the same label; the stray dot is dropped. */
function lastNumber(label: string): number | null {
	const match = /(\d+)\.?$/.exec(label);
	return match ? Number(match[1]) : null;
}

/** [N1] Items count from 1 in agenda order; a printed label stands as printed and the next unprinted one counts on from it. */
export function itemLabels(items: readonly Pick<DraftItem, 'printed'>[]): string[] {
	let last = 0;
	return items.map((item) => {
		const label = item.printed ?? String(last + 1);
		last = lastNumber(label) ?? last + 1;
		return label;
	});
}

/**
 * [N2] Points and decisions count under their item; a printed label stands as printed, doubles and gaps included.
 * [N3] An action carries the label of the point it stands under, or of the item when none precedes it.
 *
 * @param before how many numbered lines stand in the item before these
 */
export function lineLabels(
	itemLabel: string,
	lines: readonly Pick<DraftLine, 'kind' | 'printed'>[],
	before = 0
): (string | null)[] {
	let last = before;
	let above = before === 0 ? itemLabel : `${itemLabel}.${before}`;
	return lines.map((line) => {
		switch (line.kind) {
			case 'point':
			case 'decision': {
				const label = line.printed ?? `${itemLabel}.${last + 1}`;
				last = lastNumber(label) ?? last + 1;
				above = label;
				return label;
			}
			case 'action':
				return line.printed ?? above;
			case 'heading':
			case 'bullet':
			case 'paragraph':
				return null;
		}
	});
}
