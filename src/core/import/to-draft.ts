/** What was understood → what a meeting in draft is made of: facts, roster lines, items. Labels stay as printed (D9). */
import type { DraftItem, DraftLine } from '#core/minutes/draft.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import type { NextMeeting, Verb } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { decisionsIn } from '#core/reading/phrases.ts';
import { sentences } from '#core/reading/sentences.ts';
import type { CalendarDate, ClockTime } from '#core/kernel/time.ts';
import type { ParsedAction, ParsedItem, ParsedLine, ParsedMinutes } from './parsed.ts';

export interface ImportedDraft {
	/** null where the text says none: the one who imports must. */
	readonly title: string | null;
	readonly date: CalendarDate | null;
	readonly start: ClockTime | null;
	readonly end: ClockTime | null;
	readonly place: string;
	readonly chair: { readonly name: string; readonly agency: string } | null;
	readonly next: NextMeeting | null;
	/** Ids are of the reading; whoever stores them gives new ones. */
	readonly roster: readonly RosterEntry[];
	readonly items: readonly DraftItem[];
}

/** @param newId a fresh id for each item and line */
export function toDraft(parsed: ParsedMinutes, newId: () => string): ImportedDraft {
	const { next } = parsed;
	return {
		title: parsed.title,
		date: parsed.date,
		start: parsed.start,
		end: parsed.end,
		place: parsed.location ?? '',
		chair: parsed.chair && { name: parsed.chair.name, agency: parsed.chair.agency ?? '' },
		next: next?.date ? { date: next.date, start: next.start, end: next.end, place: next.location } : null,
		roster: parsed.roster,
		items: parsed.items.map((item) => draftItem(item, newId))
	};
}

function draftItem(item: ParsedItem, newId: () => string): DraftItem {
	let above: string | null = null;
	const lines = item.lines.map((line): DraftLine => {
		if (line.kind === 'point' || line.kind === 'decision') above = line.label ?? above;
		return draftLine(line, above, newId());
	});
	return { id: newId(), printed: item.label, title: item.title, lines };
}

function draftLine(line: ParsedLine, above: string | null, id: string): DraftLine {
	switch (line.kind) {
		case 'heading':
		case 'bullet':
		case 'paragraph':
			return emptyLine(line.kind, id, line.text);
		case 'point': {
			const verb = closingVerb(line.text);
			return { ...emptyLine(verb === null ? 'point' : 'decision', id, line.text), verb, printed: line.label };
		}
		case 'decision':
			// Announced without a number of its own, it bears that of the point it stands under.
			return { ...emptyLine('decision', id, line.text), verb: line.verb, printed: line.label ?? above };
		case 'action':
			return draftAction(line, id);
	}
}

function draftAction(line: ParsedAction, id: string): DraftLine {
	return {
		...emptyLine('action', id, line.rest),
		owners: line.owners.map(({ written }) => ({ written, chosen: null, outside: false })),
		due: line.dueApart ? line.due : undefined
	};
}

/** A point is a decision when it ends with one; a decision in the middle of a report stays what it is, words. */
function closingVerb(text: string): Verb | null {
	const last = sentences(text).at(-1) ?? '';
	return decisionsIn(last)[0]?.verb ?? null;
}
