/** Two moments of the same minutes side by side: what of each line stayed, was struck or was added. */
import { lineText } from './canonical.ts';
import type { Item, Line, LineKind, Minutes } from '#core/minutes/minutes.ts';
import { wordChanges, type WordChange } from '#core/minutes/word-changes.ts';

export type Fate = 'same' | 'changed' | 'added' | 'removed';

export interface ComparedLine {
	readonly id: string;
	readonly kind: LineKind;
	readonly label: string | null;
	readonly fate: Fate;
	readonly parts: readonly WordChange[];
	/** How it was numbered, or where it stood, when that is another place. */
	readonly was: string | null;
}

export interface ComparedItem {
	readonly id: string;
	readonly label: string;
	readonly fate: Fate;
	readonly title: readonly WordChange[];
	readonly lines: readonly ComparedLine[];
}

interface Placed {
	readonly item: Item;
	readonly line: Line;
}

/** Of a line as it is printed, its kind aside: that stands beside it. */
export const printedWords = (line: Line): string =>
	line.kind === 'action' || line.kind === 'bullet'
		? lineText(line).replace(/^(ACTION: |• )/, '')
		: lineText(line);

/** In the order of the later one; what was removed stands where it stood. */
export function compareMinutes(before: Minutes, after: Minutes): readonly ComparedItem[] {
	const [old, now] = [placesOf(before), placesOf(after)];
	return merged(before.items, after.items, ({ id }) => id).map(([was, is]) => {
		const item = (is ?? was) as Item;
		const lines = merged(was?.lines ?? [], is?.lines ?? [], ({ id }) => id)
			// What went to another item is shown there.
			.filter(([gone, here]) => here !== null || !now.has((gone as Line).id))
			.map(([, here, gone]) => compareLine(item, old.get((here ?? gone)?.id ?? '') ?? null, here));
		return {
			id: item.id,
			label: item.label,
			fate: fateOf(was, is, was?.title === is?.title && lines.every(({ fate }) => fate === 'same')),
			title: wordChanges(was?.title ?? '', is?.title ?? ''),
			lines
		};
	});
}

function compareLine(item: Item, was: Placed | null, is: Line | null): ComparedLine {
	const line = (is ?? was?.line) as Line;
	const [before, after] = [was ? printedWords(was.line) : '', is ? printedWords(is) : ''];
	const moved = was && is && was.item.id !== item.id ? `item ${was.item.label}` : null;
	const relabelled = was && is && was.line.label !== is.label ? was.line.label : null;
	const rekinded = was !== null && is !== null && was.line.kind !== is.kind;
	return {
		id: line.id,
		kind: line.kind,
		label: line.label,
		fate: fateOf(was, is, before === after && moved === null && !rekinded),
		parts: wordChanges(before, after),
		was: moved ?? relabelled
	};
}

const fateOf = (was: unknown, is: unknown, same: boolean): Fate =>
	!was ? 'added' : !is ? 'removed' : same ? 'same' : 'changed';

function placesOf({ items }: Minutes): ReadonlyMap<string, Placed> {
	return new Map(items.flatMap((item) => item.lines.map((line) => [line.id, { item, line }] as const)));
}

/** Pairs of the same id, in the order of `after`; what is only in `before` comes behind what it stood behind. */
function merged<T>(
	before: readonly T[],
	after: readonly T[],
	idOf: (one: T) => string
): (readonly [was: T | null, is: T | null, any: T])[] {
	const old = new Map(before.map((one) => [idOf(one), one]));
	const here = new Set(after.map(idOf));
	const behind = new Map<string | null, T[]>();
	let last: string | null = null;
	for (const one of before) {
		if (here.has(idOf(one))) last = idOf(one);
		else behind.set(last, [...(behind.get(last) ?? []), one]);
	}
	const gone = (id: string | null) => (behind.get(id) ?? []).map((one) => [one, null, one] as const);
	return [
		...gone(null),
		...after.flatMap((one) => [[old.get(idOf(one)) ?? null, one, one] as const, ...gone(idOf(one))])
	];
}

/** "1 line added, 2 changed", or null: the two read the same. */
export function differenceWords(items: readonly ComparedItem[]): string | null {
	const count = (fate: Fate) =>
		items.reduce((sum, item) => sum + item.lines.filter((line) => line.fate === fate).length, 0);
	const titles = items.filter(({ title }) => title.some(({ kind }) => kind !== 'same')).length;
	const words = [
		[count('added'), 'added'],
		[count('changed'), 'changed'],
		[count('removed'), 'taken out']
	] as const;
	const said = words
		.filter(([many]) => many > 0)
		.map(([many, what], index) =>
			index === 0 ? `${many} ${many === 1 ? 'line' : 'lines'} ${what}` : `${many} ${what}`
		);
	if (titles > 0) said.push(`${titles} ${titles === 1 ? 'title' : 'titles'} of items changed`);
	return said.length === 0 ? null : said.join(', ');
}
