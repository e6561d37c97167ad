/** What was typed too late for the signature. */
import type { Draft } from '#core/draft.ts';
import { actionSentence, type Minutes } from '#core/minutes.ts';

export interface LateWord {
	/** Where it was typed: "3 Partner updates". */
	readonly where: string;
	readonly text: string;
}

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
		const where = item.title === '' ? 'Untitled item' : item.title;
		if (item.title !== '' && signed.get(item.id) !== item.title) late.push({ where, text: item.title });
		for (const line of item.lines) {
			const text = line.kind === 'action' ? actionSentence(line.owners, line.text) : line.text;
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
	for (const text of typed) if (text !== '' && !told.has(text)) late.push({ where: 'Matters arising', text });
	return late;
}
