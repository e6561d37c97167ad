/** The text as lines that carry words. No regular expression here may look further than one bounded step: the text may be hostile. */

export interface SourceLine {
	/** From 1, as an editor counts. */
	readonly number: number;
	/** Without the white space at its ends, no-break spaces made plain. */
	readonly text: string;
	/** Blank lines before it. */
	readonly gap: number;
	/** Index among the lines that carry words. */
	readonly index: number;
}

export function sourceLines(text: string): SourceLine[] {
	const lines: SourceLine[] = [];
	let gap = 0;
	let number = 0;
	for (const raw of text.split(/\r\n|[\n\r\u2028\u2029\f\v]/)) {
		number++;
		const words = raw
			.replace(/[\u00a0\u2007\u202f]/g, ' ')
			.replace(/[\ufeff\u200b\u00ad]/g, '')
			.trim();
		if (words === '') gap++;
		else {
			lines.push({ number, text: words, gap, index: lines.length });
			gap = 0;
		}
	}
	return lines;
}

/** Without the marks of Markdown around the words: "**1. Title**", "## Title", "1\. Title", "[words](address)". */
export function plainWords(text: string): string {
	if (!/[#*_=\\[]/.test(text)) return text;
	let words = text.replace(/^#{1,6}\s{1,8}/, '').replace(/\\([.\-()[\]#*_])/g, '$1');
	for (let n = 0; n < 3 && words.length > 4; n++)
		if (/^(?:\*\*|__|==)/.test(words) && words.endsWith(words.slice(0, 2))) words = words.slice(2, -2);
	return words
		.replace(/^\*\*|\*\*$|(?<=:)\*\*|\*\*(?=:)/g, '')
		.replace(/\[([^[\]\n]{1,200})\]\([^()\s]{1,400}\)/g, '$1')
		.trim();
}

/** Is the text cut at a line length, so that a sentence runs over several lines? */
export function isWrapped(lines: readonly SourceLine[]): boolean {
	let long = 0;
	let carried = 0;
	for (const [index, line] of lines.entries()) {
		if (line.text.length > 130) long++;
		const before = lines[index - 1];
		if (before && line.gap === 0 && before.text.length > 55 && /^\p{Ll}/u.test(line.text)) carried++;
	}
	return carried >= 3 && long * 20 <= lines.length;
}
