/** "@Mabel Birch" in a remark: kept as the words they are, recognised by the names of those who are called to the meeting. */

/** The longest name first, so that "@Ann Lee Smith" is not "@Ann Lee". */
const byLength = (names: readonly string[]): string[] => [...names].sort((a, b) => b.length - a.length);

const isWord = (character: string | undefined): boolean =>
	character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** [X6] Whom a text mentions, of these names. */
export function mentionsIn(text: string, names: readonly string[]): string[] {
	const found = new Set<string>();
	const lower = text.toLowerCase();
	const ordered = byLength(names.filter((name) => name !== ''));
	for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
		if (isWord(lower[at - 1])) continue;
		const named = ordered.find(
			(name) => lower.startsWith(name.toLowerCase(), at + 1) && !isWord(lower[at + 1 + name.length])
		);
		if (named !== undefined) found.add(named);
	}
	return [...found];
}

export interface MentionTyped {
	/** Where the "@" stands. */
	readonly from: number;
	/** What is typed behind it. */
	readonly typed: string;
}

/** [X6] The mention the caret stands behind; null: none is being typed. */
export function mentionAt(text: string, caret: number): MentionTyped | null {
	const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}][^@\n]{0,39}|)$/u.exec(text.slice(0, caret));
	if (!found) return null;
	const typed = found[1] ?? '';
	return { from: caret - typed.length - 1, typed };
}

/** [X6] Who may be meant, at most five: a word of whose name begins so. A name that stands there whole asks nothing more. */
export function mentionsFor(typed: string, names: readonly string[]): string[] {
	const wanted = typed.toLowerCase();
	if (names.some((name) => name.toLowerCase() === wanted)) return [];
	return names
		.filter((name) => {
			const lower = name.toLowerCase();
			return lower.startsWith(wanted) || lower.split(/\s+/).some((word) => word.startsWith(wanted));
		})
		.slice(0, 5);
}
