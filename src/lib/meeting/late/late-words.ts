/** What was typed too late: for the signature, or for a text that was set right meanwhile. */
import type { Draft, DraftLine } from '#core/minutes/draft.ts';
import { actionSentence, type Minutes } from '#core/minutes/minutes.ts';

export interface LateWord {
	/** Where it was typed: "3 Partner updates". */
	readonly where: string;
	readonly text: string;
}

/** Lines that `after` has and `before` has not, or has in other words. */
export function wordsSince(before: Draft, after: Draft): LateWord[] {
	const known = new Set(wordsIn(before).map(({ id, text }) => JSON.stringify([id, text])));
	return wordsIn(after)
		.filter(({ id, text }) => !known.has(JSON.stringify([id, text])))
		.map(({ where, text }) => ({ where, text }));
}

function wordsIn({ items, arising }: Draft): (LateWord & { readonly id: string })[] {
	const words = items.flatMap(({ id, title, lines }) => [
		{ id, where: titleWords(title), text: title },
		...lines.map((line) => ({ id: line.id, where: titleWords(title), text: lineWords(line) }))
	]);
	for (const { action, words: text } of arising?.reports ?? [])
		words.push({ id: action, where: ARISING, text });
	for (const { meeting, amendment } of arising?.confirmations ?? [])
		words.push({ id: meeting, where: ARISING, text: amendment });
	return words.filter(({ text }) => text !== '');
}

const ARISING = 'Matters arising';
const titleWords = (title: string): string => (title === '' ? 'Untitled item' : title);
const lineWords = ({ kind, owners, text }: DraftLine): string =>
	kind === 'action' ? actionSentence(owners, text) : text;

/** Lines that the draft of this device has and the record has not, or has in other words. */
export function wordsNotIn(record: Minutes, draft: Draft): LateWord[] {
	const signed = new Map<string, string>();
	for (const item of record.items) {
		signed.set(item.id, item.title);
		for (const line of item.lines)
			signed.set(line.id, line.kind === 'action' ? actionSentence(line.owners, line.text) : line.text);
	}
	const late: LateWord[] = [];
	for (const item of draft.items) {
		const where = titleWords(item.title);
		if (item.title !== '' && signed.get(item.id) !== item.title) late.push({ where, text: item.title });
		for (const line of item.lines) {
			const text = lineWords(line);
			if (text !== '' && signed.get(line.id) !== text) late.push({ where, text });
		}
	}
	const told = new Set<string>();
	for (const { lines } of record.items)
		for (const line of lines)
			if (line.kind !== 'action' && line.arising?.kind === 'report') told.add(line.arising.words);
			else if (line.kind !== 'action' && line.arising?.kind === 'confirms') told.add(line.arising.amendment);
	const typed = [
		...(draft.arising?.reports ?? []).map(({ words }) => words),
		...(draft.arising?.confirmations ?? []).map(({ amendment }) => amendment)
	];
	for (const text of typed) if (text !== '' && !told.has(text)) late.push({ where: ARISING, text });
	return late;
}
