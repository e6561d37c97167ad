/** All that is ever done with a document, done with what the frames made of it: opened, reviewed, exported, and replayed for its history. */
import * as Y from 'yjs';
import { canonicalJson, minutesText } from '#core/record/canonical.ts';
import { composeMinutes } from '#core/minutes/compose.ts';
import { compareMinutes } from '#core/record/line-differences.ts';
import { openPoints } from '#core/record/review.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { readDraft } from '#document/read.ts';
import { Authorship } from '#document/history/authorship.ts';
import { itemThen, restoringOf } from '#document/history/restore.ts';
import { misfitsOf } from '#document/shape.ts';

const FACTS = {
	board: 'Board',
	title: 'Minutes',
	date: '2026-11-29' as CalendarDate,
	start: null,
	end: null,
	place: '',
	chair: null,
	next: null
};

/**
 * @param frames updates in the order of the log
 * @returns what went wrong, each a sentence
 */
export function readersComplain(
	frames: readonly { readonly update: Uint8Array; readonly person: string }[]
): string[] {
	const complaints: string[] = [];
	const trying = (what: string, act: () => void): void => {
		try {
			act();
		} catch (error) {
			complaints.push(`${what}: ${(error as Error).stack ?? String(error)}`);
		}
	};
	const doc = new Y.Doc();
	trying('opened', () => {
		for (const { update } of frames) Y.applyUpdate(doc, update);
	});
	for (const { path, why } of misfitsOf(doc)) complaints.push(`holds ${path.join('/')}: ${why}`);
	trying('reviewed and exported', () => {
		const draft = readDraft(doc);
		const minutes = composeMinutes(FACTS, [], draft);
		openPoints(minutes, draft.oddities);
		minutesText(minutes);
		canonicalJson(minutes);
	});
	trying('replayed', () => {
		const authorship = new Authorship();
		let before = composeMinutes(FACTS, [], readDraft(authorship.doc));
		for (const [n, { update, person }] of frames.entries()) {
			authorship.take(update, { person, at: n });
			if (n % 50 !== 0 && n + 1 !== frames.length) continue;
			const { draft } = authorship.momentOf(authorship.doc);
			const now = composeMinutes(FACTS, [], draft);
			compareMinutes(before, now);
			before = now;
		}
		for (const { id } of agenda(authorship.doc)) {
			const then = itemThen(authorship.doc, id);
			if (then) restoringOf(doc, then);
		}
	});
	return complaints;
}
