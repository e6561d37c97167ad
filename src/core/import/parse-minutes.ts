/**
 * Plain text → minutes, with a list of everything a person should look at. Pure, total (an empty text gives an empty result
 * and a doubt) and linear in the length of the text: the text may come from anybody.
 */
import { dueQuestion } from '#core/reading/due-words.ts';
import {
	dueContext,
	findDue,
	NO_CALENDAR,
	readDue,
	type BoardCalendar,
	type DueContext
} from '#core/reading/due.ts';
import { knownNames } from '#core/reading/known-names.ts';
import {
	leadingOwners,
	ownerList,
	resolveOwner,
	trailingOwners,
	type Knows
} from '#core/reading/read-owners.ts';
import { commitmentsIn, decisionsIn } from '#core/reading/phrases.ts';
import { findDate } from '#core/reading/read-date.ts';
import type { Due } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { numberedLine } from './labels.ts';
import type { Doubt, ParsedAction, ParsedDecision, ParsedItem, ParsedLine, ParsedMinutes } from './parsed.ts';
import { peopleIn } from './people-lines.ts';
import { readBody } from './read-body.ts';
import { readNext } from './read-next.ts';
import type { RawItem, RawLine } from './raw.ts';
import type { BodyMode } from './line-shapes.ts';
import { labelOf, readHead, short } from './read-head.ts';
import { labelDoubts, ownerDoubt, rosterDoubts } from './reading-doubts.ts';
import { rosterFrom } from './roster-from.ts';
import { sourceLines, type SourceLine } from './source-lines.ts';

/** @param calendar of the board, where it is known */
export function parseMinutes(text: string, calendar: BoardCalendar = NO_CALENDAR): ParsedMinutes {
	const lines = sourceLines(text);
	const doubts: Doubt[] = [];
	const { mode, start } = bodyStart(lines);
	const head = readHead(lines, start, doubts);
	const roster = rosterFrom(head, lines);
	const knows = knownNames(roster);
	const items = readBody(lines, head.bodyFrom, mode, knows, doubts);
	const next = readNext(head, items);
	const context: DueContext | null =
		head.date === null
			? null
			: dueContext({ date: head.date, next: next?.date ? { date: next.date } : null }, calendar);
	const decisions: ParsedDecision[] = [];
	const parsed = items.map((item) => readItem(item, roster, knows, context, decisions, doubts));
	rosterDoubts(head, roster, lines.length, doubts);
	labelDoubts(parsed, doubts);
	if (
		lines.length > 0 &&
		head.labels === 0 &&
		!parsed.some(({ lines: found }) => found.some(({ kind }) => kind === 'action'))
	)
		doubts.push({
			kind: 'not-minutes',
			line: 0,
			text: 'This does not read like minutes: no date, no attendees and no actions were found by their labels.'
		});
	return {
		title: head.title,
		date: head.date,
		start: head.start,
		end: head.end,
		location: head.location,
		chair: head.chair && { name: head.chair.name, agency: head.chair.agency },
		attendees: head.attendees,
		apologies: head.apologies,
		items: parsed,
		decisions,
		next,
		roster,
		doubts: doubts.sort((a, b) => a.line - b.line)
	};
}

/** Where the items begin, and how they are marked. */
function bodyStart(lines: readonly SourceLine[]): { mode: BodyMode; start: number } {
	let people = false;
	for (const line of lines) {
		const label = labelOf(line.text);
		if (label) people = label.field === 'attendees' || label.field === 'apologies';
		const found = numberedLine(line.text);
		if (found?.kind === 'point' && found.number <= 1 && line.index > 0)
			return { mode: 'numbered', start: line.index };
		if (found?.kind !== 'item' || found.number > 3) continue;
		const person =
			people && !found.alone && found.title.length < 70 && peopleIn(found.title, 0, false) !== null;
		const next = lines[line.index + 1];
		const list = person && next !== undefined && next.gap === 0 && numberedLine(next.text)?.kind === 'item';
		if (list || (person && found.number > 1)) continue;
		return { mode: 'numbered', start: line.index };
	}
	const hash = lines.find(
		({ text, index }) =>
			index > 0 &&
			/^#{1,6}\s/.test(text) &&
			findDate(text, null) === null &&
			labelOf(text)?.field !== 'attendees'
	);
	return hash ? { mode: 'hash', start: hash.index } : { mode: 'plain', start: lines.length };
}

function readItem(
	item: RawItem,
	roster: readonly RosterEntry[],
	knows: Knows,
	context: DueContext | null,
	decisions: ParsedDecision[],
	doubts: Doubt[]
): ParsedItem {
	let point: string | null = null;
	const lines = item.lines.map((line): ParsedLine => {
		switch (line.kind) {
			case 'heading':
				return line;
			case 'action':
				return readAction(line, roster, knows, context, doubts);
			case 'decision':
				point = line.label ?? point;
				decisions.push({ item: item.label, point, verb: line.verb, text: line.text, line: line.line });
				return line;
			case 'point':
			case 'bullet':
			case 'paragraph': {
				point = line.label ?? point;
				for (const { verb, text } of decisionsIn(line.text))
					decisions.push({ item: item.label, point, verb, text, line: line.line });
				const where = point === null ? (item.label ?? '') : point;
				for (const sentence of commitmentsIn(line.text, knows))
					doubts.push({
						kind: 'commitment',
						line: line.line,
						text: `${where === '' ? '' : `${where}: `}“${short(sentence, 240)}” promises something, but is not marked as an action.`
					});
				return line;
			}
		}
	});
	return { label: item.label, title: item.title, line: item.line, lines };
}

function readAction(
	line: RawLine & { kind: 'action' },
	roster: readonly RosterEntry[],
	knows: Knows,
	context: DueContext | null,
	doubts: Doubt[]
): ParsedAction {
	const leading = leadingOwners(line.text, knows);
	const trailing = leading ? null : trailingOwners(line.text, knows);
	const apart = line.apart.flatMap((value) => ownerList(value, knows) ?? [value]);
	const found =
		apart.length > 0 ? { owners: apart, rest: leading?.rest ?? line.text } : (leading ?? trailing);
	const owners = (found?.owners ?? []).map((written) => ({
		written,
		resolved: resolveOwner(written, roster, null, false)
	}));
	if (owners.length === 0)
		doubts.push({ kind: 'no-owner', line: line.line, text: `Nobody is named for “${short(line.text)}”.` });
	for (const owner of owners) {
		const doubt = ownerDoubt(owner, line.line, line.text);
		if (doubt) doubts.push(doubt);
	}
	const due: Due | null = line.due === null ? dueIn(line.text, context) : dueOf(line.due, context);
	if (due?.options !== undefined)
		doubts.push({
			kind: 'asked-due',
			line: line.line,
			text: `“${due.written}” may be ${dueQuestion(due.options).slice(0, -1)}.`
		});
	return {
		kind: 'action',
		line: line.line,
		text: line.text,
		point: line.point,
		owners,
		rest: found?.rest ?? line.text,
		due,
		dueApart: line.due !== null
	};
}

/** Any day will do to find the words where the day of the meeting is unknown; only a date with its year is kept then. */
const SOME_DAY = '2000-01-01' as CalendarDate;

function dueIn(text: string, context: DueContext | null): Due | null {
	const due = findDue(text, context ?? { meeting: SOME_DAY, next: null });
	return due && context === null ? undated(due) : due;
}

function dueOf(words: string, context: DueContext | null): Due {
	const due = readDue(words, context ?? { meeting: SOME_DAY, next: null });
	return context === null ? undated(due) : due;
}

const undated = (due: Due): Due =>
	(due.kind !== 'date' && due.options === undefined) || /\b\d{4}\b/.test(due.written)
		? due
		: { written: due.written, kind: 'words', date: null };
