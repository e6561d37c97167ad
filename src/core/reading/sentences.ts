/** Running text cut into sentences, good enough for minutes: never inside "p.6", "e.g.", "Mr. Lee" or "J. Smith". */

const SHORT =
	/(?:^|[\s(])(?:\p{Lu}|mr|mrs|ms|dr|prof|st|no|nos|p|pp|para|paras|e\.g|i\.e|etc|cf|vs|cllr|rev|dept|approx)\.$/iu;

export function sentences(text: string): string[] {
	const found: string[] = [];
	let start = 0;
	for (let i = 0; i < text.length; i++) {
		const mark = text[i];
		if (mark !== '.' && mark !== '!' && mark !== '?') continue;
		let end = i + 1;
		while (end < text.length && end - i < 4 && /[.!?)\]”’"']/.test(text[end] ?? '')) end++;
		if (end < text.length && !/\s/.test(text[end] ?? '')) continue;
		let next = end;
		while (next < text.length && /\s/.test(text[next] ?? '')) next++;
		if (mark === '.' && next < text.length) {
			if (/^[\p{Ll},;]/u.test(text.slice(next, next + 2))) {
				i = next - 1;
				continue;
			}
			if (SHORT.test(text.slice(Math.max(start, i - 8), i + 1))) {
				i = next - 1;
				continue;
			}
		}
		const sentence = text.slice(start, end).trim();
		if (sentence !== '') found.push(sentence);
		start = next;
		i = next - 1;
	}
	const last = text.slice(start).trim();
	if (last !== '') found.push(last);
	return found;
}
