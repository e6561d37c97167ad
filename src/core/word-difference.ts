/** Two wordings of one line, told apart word by word: what stands in both, what was struck, what was added. */

export interface WordPart {
	readonly kind: 'same' | 'struck' | 'added';
	readonly text: string;
}

/** Words times words. Past this a line is another line, and comparing would take longer than reading. */
const MOST = 400_000;

/** A word with the space behind it, so that what is put together again is what was there. */
const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

/** The parts that are not struck make `after`; those that are not added make `before`. */
export function wordDifference(before: string, after: string): readonly WordPart[] {
	const [old, now] = [wordsOf(before), wordsOf(after)];
	let head = 0;
	while (head < old.length && head < now.length && old[head] === now[head]) head++;
	let tail = 0;
	while (
		tail < Math.min(old.length, now.length) - head &&
		old[old.length - 1 - tail] === now[now.length - 1 - tail]
	)
		tail++;
	const parts: { kind: WordPart['kind']; text: string }[] = [];
	const add = (kind: WordPart['kind'], text: string) => {
		if (text === '') return;
		const last = parts.at(-1);
		if (last?.kind === kind) last.text += text;
		else parts.push({ kind, text });
	};
	add('same', old.slice(0, head).join(''));
	const [left, right] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
	if (left.length * right.length > MOST) {
		add('struck', left.join(''));
		add('added', right.join(''));
	} else for (const { kind, text } of inOrder(compare(left, right))) add(kind, text);
	add('same', tail === 0 ? '' : now.slice(now.length - tail).join(''));
	return parts;
}

/** By the longest common row of words. */
function compare(old: readonly string[], now: readonly string[]): WordPart[] {
	const width = now.length + 1;
	const common = new Uint32Array((old.length + 1) * width);
	const at = (i: number, j: number): number => common[i * width + j] ?? 0;
	for (let i = old.length - 1; i >= 0; i--)
		for (let j = now.length - 1; j >= 0; j--)
			common[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
	const parts: WordPart[] = [];
	let [i, j] = [0, 0];
	while (i < old.length || j < now.length) {
		const [was, is] = [old[i], now[j]];
		if (was !== undefined && was === is) {
			parts.push({ kind: 'same', text: was });
			i++;
			j++;
		} else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
			parts.push({ kind: 'struck', text: was });
			i++;
		} else {
			parts.push({ kind: 'added', text: is ?? '' });
			j++;
		}
	}
	return parts;
}

/** Between two words that stayed, first what was struck and then what was added: "struck struck added added" reads. */
function inOrder(parts: readonly WordPart[]): WordPart[] {
	const ordered: WordPart[] = [];
	let added: WordPart[] = [];
	for (const part of parts) {
		if (part.kind === 'added') added.push(part);
		else if (part.kind === 'struck') ordered.push(part);
		else {
			ordered.push(...added, part);
			added = [];
		}
	}
	return [...ordered, ...added];
}
