/** What differs between two states of the minutes, in words: shown when a signature is refused because somebody typed since. */
import { lineText } from './canonical.ts';
import type { Minutes } from '#core/minutes/minutes.ts';

interface Placed {
	readonly label: string;
	readonly text: string;
}

function linesById(minutes: Minutes): Map<string, Placed> {
	const lines = new Map<string, Placed>();
	for (const item of minutes.items) {
		lines.set(item.id, { label: item.label, text: item.title });
		for (const line of item.lines)
			lines.set(line.id, {
				label: line.label ?? item.label,
				text: lineText(line)
			});
	}
	return lines;
}

/** Ids of the items and lines that are new or read otherwise, in the order of the newer state. */
export function changedPlaces(before: Minutes, after: Minutes): string[] {
	const old = linesById(before);
	return [...linesById(after)].flatMap(([id, { label, text }]) => {
		const was = old.get(id);
		return was?.text === text && was.label === label ? [] : [id];
	});
}

/** @returns one sentence a change, in the order of the newer state; empty when the two read the same */
export function changesBetween(before: Minutes, after: Minutes): string[] {
	const old = linesById(before);
	const now = linesById(after);
	const changes: string[] = [];
	const papers = new Map(before.items.map((item) => [item.id, JSON.stringify(item.papers ?? [])]));
	for (const { id, label, papers: own } of after.items)
		if (JSON.stringify(own ?? []) !== (papers.get(id) ?? '[]'))
			changes.push(`The papers of item ${label} changed.`);
	for (const [id, { label, text }] of now) {
		const was = old.get(id);
		if (!was) changes.push(`${label} was added: “${text}”`);
		else if (was.text !== text) changes.push(`${label} read “${was.text}”, now “${text}”`);
		else if (was.label !== label) changes.push(`${was.label} is now ${label}: “${text}”`);
	}
	for (const [id, { label, text }] of old) if (!now.has(id)) changes.push(`${label} was removed: “${text}”`);
	const facts = (minutes: Minutes) =>
		JSON.stringify([
			minutes.title,
			minutes.date,
			minutes.start,
			minutes.end,
			minutes.place,
			minutes.chair,
			minutes.next
		]);
	if (facts(before) !== facts(after))
		changes.push('The facts of the meeting (title, date, time, place, chair or next meeting) changed.');
	if (JSON.stringify(before.roster) !== JSON.stringify(after.roster)) changes.push('The roster changed.');
	const came = (minutes: Minutes) => JSON.stringify([minutes.movements ?? [], minutes.quorum ?? null]);
	if (came(before) !== came(after)) changes.push('The arrivals and departures or the quorum changed.');
	if (changes.length === 0 && JSON.stringify(before) !== JSON.stringify(after))
		changes.push('Who is meant by an owner, or which day by a due date, changed.');
	return changes;
}
