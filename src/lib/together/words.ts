import type { Draft } from '#core/minutes/draft.ts';
import { itemLabels } from '#core/minutes/numbering.ts';

/** "Mabel Birch", "Mabel Birch and Colm Deakin", "Mabel Birch, Colm Deakin and 3 more". */
export function namesInWords(names: readonly string[], most = 2): string {
	const shown = names.length <= most + 1 ? names : names.slice(0, most);
	const more = names.length - shown.length;
	const parts = more > 0 ? [...shown, `${more} more`] : shown;
	return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** "Mabel Birch is here"; '' where nobody is. */
export const hereInWords = (names: readonly string[]): string =>
	names.length === 0 ? '' : `${namesInWords(names)} ${names.length === 1 ? 'is' : 'are'} here`;

/** "item 3, Harbour patrols". @param id of an item; one that was removed is "a removed item" */
export function itemInWords({ items }: Draft, id: string): string {
	const at = items.findIndex((item) => item.id === id);
	if (at < 0) return 'a removed item';
	const title = items[at]?.title ?? '';
	return `item ${itemLabels(items)[at] ?? ''}${title === '' ? '' : `, ${title}`}`;
}

/** "4 changes wait"; while nothing does: "nothing waits". */
export const waitingInWords = (count: number): string =>
	count === 0 ? 'nothing waits' : count === 1 ? '1 change waits' : `${count} changes wait`;
