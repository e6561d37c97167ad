/**
 * What is picked of the last meeting, in the shared document:
 *
 *   arising  Y.Map  flat: "at|notes" → item id, "at|actions" → item id,
 *                   "<action id>|outcome" → Outcome, "<action id>|due" → words,
 *                   "<meeting id>|confirmed" → Confirmation, "<meeting id>|point" → label
 *   "report|<action id>", "amendment|<meeting id>"  Y.Text each, by name
 *
 * One key a place, so that the notes stand in one item whatever two people choose at once. The words are texts of their own
 * name: two people who begin to type in the same one type in the same text, and nobody has to make it first.
 */
import type * as Y from 'yjs';
import type { DraftArising, DraftConfirmation, DraftReport } from '#core/minutes/draft.ts';
import { fitting } from '#core/wire/content-rules.ts';
import { CONFIRMATIONS, OUTCOMES, type Confirmation, type Outcome } from '#core/minutes/minutes.ts';
import { arisingOf } from '#document/fields.ts';
import { difference } from '#document/minutes/line.ts';

export type ArisingPart = 'notes' | 'actions';

const REPORT = 'report|';
const AMENDMENT = 'amendment|';

export const reportText = (doc: Y.Doc, action: string): Y.Text => doc.getText(REPORT + action);
export const amendmentText = (doc: Y.Doc, meeting: string): Y.Text => doc.getText(AMENDMENT + meeting);

/**
 * Sets one of those texts by its smallest difference, so that two people who type at once lose no letters.
 * @param caret where it stands in `next`
 */
export function setWords(text: Y.Text, next: string, caret?: number): void {
	const { start, removed, inserted } = difference(text.toString(), next, caret);
	if (removed > 0) text.delete(start, removed);
	if (inserted !== '') text.insert(start, inserted);
}

/** @param item null: nowhere */
export function placeArising(doc: Y.Doc, part: ArisingPart, item: string | null): void {
	if (item === null) arisingOf(doc).delete(`at|${part}`);
	else arisingOf(doc).set(`at|${part}`, item);
}

export function setOutcome(doc: Y.Doc, action: string, outcome: Outcome | null): void {
	if (outcome === null) arisingOf(doc).delete(`${action}|outcome`);
	else arisingOf(doc).set(`${action}|outcome`, outcome);
}

export function setNewDue(doc: Y.Doc, action: string, words: string): void {
	const due = fitting(words.trim());
	if (due === '') arisingOf(doc).delete(`${action}|due`);
	else arisingOf(doc).set(`${action}|due`, due);
}

export function setConfirmation(doc: Y.Doc, meeting: string, outcome: Confirmation | null): void {
	if (outcome === null) arisingOf(doc).delete(`${meeting}|confirmed`);
	else arisingOf(doc).set(`${meeting}|confirmed`, outcome);
}

export function setAmendedPoint(doc: Y.Doc, meeting: string, label: string): void {
	const point = fitting(label.trim());
	if (point === '') arisingOf(doc).delete(`${meeting}|point`);
	else arisingOf(doc).set(`${meeting}|point`, point);
}

/** @returns null where nothing was ever picked or placed */
export function readArising(doc: Y.Doc): DraftArising | null {
	const reports = new Map<string, DraftReport>();
	const confirmations = new Map<string, DraftConfirmation>();
	const places: Record<ArisingPart, string | null> = { notes: null, actions: null };
	const report = (action: string, part: Partial<DraftReport>) =>
		reports.set(action, { action, outcome: null, due: '', words: '', ...reports.get(action), ...part });
	const confirmation = (meeting: string, part: Partial<DraftConfirmation>) =>
		confirmations.set(meeting, {
			meeting,
			outcome: null,
			point: '',
			amendment: '',
			...confirmations.get(meeting),
			...part
		});
	for (const [key, value] of arisingOf(doc)) {
		const [about = '', what = ''] = key.split('|');
		if (about === 'at') {
			if ((what === 'notes' || what === 'actions') && typeof value === 'string') places[what] = value;
		} else if (what === 'outcome')
			report(about, { outcome: OUTCOMES.find((known) => known === value) ?? null });
		else if (what === 'due') report(about, { due: oneLine(value) });
		else if (what === 'confirmed')
			confirmation(about, { outcome: CONFIRMATIONS.find((known) => known === value) ?? null });
		else if (what === 'point') confirmation(about, { point: oneLine(value) });
	}
	for (const name of [...doc.share.keys()]) {
		if (name.startsWith(REPORT)) {
			const words = wordsOf(doc, name);
			if (words !== '') report(name.slice(REPORT.length), { words });
		}
		if (name.startsWith(AMENDMENT)) {
			const amendment = wordsOf(doc, name);
			if (amendment !== '') confirmation(name.slice(AMENDMENT.length), { amendment });
		}
	}
	const { notes: notesAt, actions: actionsAt } = places;
	if (notesAt === null && actionsAt === null && reports.size === 0 && confirmations.size === 0) return null;
	// Sorted, because a Y.Map has another order on every side.
	return { notesAt, actionsAt, reports: sorted(reports), confirmations: sorted(confirmations) };
}

const sorted = <T>(byId: ReadonlyMap<string, T>): T[] =>
	[...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

/** Whatever somebody put under that name: what is no text has no words. */
function wordsOf(doc: Y.Doc, name: string): string {
	try {
		return oneLine(doc.getText(name).toString());
	} catch {
		return '';
	}
}

const oneLine = (value: unknown): string =>
	typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
