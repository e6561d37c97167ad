/** What differs between two wordings of one point, word by word, for people to read. */

export interface WordChange {
	readonly kind: 'same' | 'removed' | 'added';
	readonly text: string;
}

/** Past this many pairs of words the comparison is not worth its time: the whole middle is then shown as replaced. */
const MOST_PAIRS = 250_000;

/** Words with the space behind them stay words; signs stand for themselves. */
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}’'-]+|\s+|./gsu) ?? [];

/**
 * [X4] Joined, "same" and "removed" make the one text, "same" and "added" the other. A removal stands before what comes in
 * for it, and a space alone between two changes belongs to them, so that a changed phrase reads as one.
 */
export function wordChanges(before: string, after: string): WordChange[] {
	const [old, now] = [wordsOf(before), wordsOf(after)];
	let head = 0;
	while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
	let tail = 0;
	while (
		tail < Math.min(old.length, now.length) - head &&
		old[old.length - 1 - tail] === now[now.length - 1 - tail]
	)
		tail++;
	const middle = compare(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
	return joined([
		...old.slice(0, head).map(same),
		...bridged(middle),
		...old.slice(old.length - tail).map(same)
	]);
}

const same = (text: string): WordChange => ({ kind: 'same', text });
const removed = (text: string): WordChange => ({ kind: 'removed', text });
const added = (text: string): WordChange => ({ kind: 'added', text });

/** By the longest run of words the two have in common. */
function compare(old: readonly string[], now: readonly string[]): WordChange[] {
	if (old.length * now.length > MOST_PAIRS) return [...old.map(removed), ...now.map(added)];
	const width = now.length + 1;
	const lengths = new Uint16Array((old.length + 1) * width);
	const length = (i: number, j: number): number => lengths[i * width + j] ?? 0;
	for (let i = old.length - 1; i >= 0; i--)
		for (let j = now.length - 1; j >= 0; j--)
			lengths[i * width + j] =
				old[i] === now[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
	const changes: WordChange[] = [];
	let [i, j] = [0, 0];
	while (i < old.length || j < now.length) {
		if (i < old.length && j < now.length && old[i] === now[j]) {
			changes.push(same(old[i] ?? ''));
			i++;
			j++;
		} else if (i < old.length && (j === now.length || length(i + 1, j) >= length(i, j + 1)))
			changes.push(removed(old[i++] ?? ''));
		else changes.push(added(now[j++] ?? ''));
	}
	return changes;
}

function bridged(changes: readonly WordChange[]): WordChange[] {
	return changes.flatMap((change, index) => {
		const between =
			change.kind === 'same' &&
			/^\s+$/.test(change.text) &&
			changes[index - 1]?.kind !== 'same' &&
			changes[index + 1]?.kind !== 'same' &&
			index > 0 &&
			index < changes.length - 1;
		return between ? [removed(change.text), added(change.text)] : [change];
	});
}

/** Neighbours of one kind become one; between two that stay, all that goes stands before all that comes. */
function joined(changes: readonly WordChange[]): WordChange[] {
	const result: WordChange[] = [];
	let [gone, come] = ['', ''];
	const flush = () => {
		if (gone !== '') result.push(removed(gone));
		if (come !== '') result.push(added(come));
		[gone, come] = ['', ''];
	};
	for (const { kind, text } of changes) {
		if (kind === 'removed') gone += text;
		else if (kind === 'added') come += text;
		else {
			flush();
			const last = result.at(-1);
			if (last?.kind === 'same') result[result.length - 1] = same(last.text + text);
			else result.push(same(text));
		}
	}
	flush();
	return result;
}
