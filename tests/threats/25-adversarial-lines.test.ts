/**
 * Threat 25: lines made to keep a parser busy. Every parser that reads what people type is given the same lines at one length and at
 * four times that; what it needs may grow as the length does, and not as its square. Processor time of this thread, so that a busy
 * machine says nothing.
 */
import { expect, test } from 'vitest';
import { doubtsIn } from '#core/reading/abbreviations.ts';
import { findDue, readDue } from '#core/reading/due.ts';
import { dueContext, NO_CALENDAR } from '#core/reading/due-limits.ts';
import { parseMinutes } from '#core/import/parse-minutes.ts';
import { initialsOf } from '#core/reading/initials.ts';
import { mailAddress, mailAddresses } from '#core/mail/mail-address.ts';
import { mentionsIn } from '#core/remarks/mentions.ts';
import { leadingOwners, ownerList, readsAsAction, trailingOwners } from '#core/reading/read-owners.ts';
import { paperReferences } from '#core/agenda/paper-references.ts';
import {
	actionMarker,
	commitmentsIn,
	decisionMarker,
	decisionsIn,
	decisionVerbIn
} from '#core/reading/phrases.ts';
import { findDate, findTimes } from '#core/reading/read-date.ts';
import { must } from '#core/kernel/result.ts';
import { sentences } from '#core/reading/sentences.ts';
import { calendarDate } from '#core/kernel/time.ts';

const TODAY = must(calendarDate('2031-07-23'), 'a day');
const CONTEXT = dueContext({ date: TODAY, next: null }, NO_CALENDAR);
const NAMES = ['Ines Dahl', 'Marek Sobel'];
const PAPERS = [{ id: 'a', name: 'Ward report', number: 1, kind: 'pdf' as const }];

const PARSERS: Readonly<Record<string, (line: string) => unknown>> = {
	actionMarker,
	decisionMarker,
	decisionVerbIn,
	decisionsIn,
	commitmentsIn,
	leadingOwners,
	trailingOwners,
	readsAsAction,
	ownerList,
	findDue: (line) => findDue(line, CONTEXT),
	readDue: (line) => readDue(line, CONTEXT),
	findDate: (line) => findDate(line, TODAY),
	findTimes,
	sentences,
	initialsOf,
	doubtsIn,
	mentionsIn: (line) => mentionsIn(line, NAMES),
	mailAddress,
	mailAddresses,
	paperReferences: (line) => paperReferences(line, PAPERS),
	parseMinutes
};

/** What keeps a careless expression busy: much of what may begin something, and never the end of it. */
const PIECES = [
	'a',
	' ',
	'A',
	'AB ',
	'AB/',
	'AB, ',
	'AB and ',
	'1',
	'1.',
	'1.1 ',
	'(',
	'((',
	')',
	'"',
	'“',
	'.',
	'. ',
	'...',
	'-',
	'–',
	',',
	', ',
	':',
	';',
	'@',
	'@Ines ',
	'a@',
	'a.b@',
	'<',
	'ACTION: ',
	'ACTION ',
	'by ',
	'by the ',
	'by Friday ',
	'before the end of ',
	'within ',
	'within 3 ',
	'next ',
	'next meeting ',
	'Monday ',
	'1 ',
	'31 ',
	'31 Jul ',
	'31/',
	'2031-',
	'14:',
	'14:00 to ',
	'to ',
	'p. ',
	'p. 6, ',
	'para ',
	'the board ',
	'It was ',
	'agreed ',
	'It was agreed that ',
	'will ',
	'ID will ',
	'ID to ',
	'Dr. ',
	'e.g. ',
	'é',
	'ß',
	'\u0301',
	'\t',
	'\n',
	'\n\n',
	'•',
	'Present: ',
	'o’',
	"'"
];
const SHORT = 4000;
/** Linear is 4, the square 16. */
const MOST_GROWTH = 9;
const WORTH_A_LOOK_MS = 12;

const cpu = (): number => process.threadCpuUsage().user / 1000;

/** The clock of a thread goes by ticks of some milliseconds, so a short thing is done until many of them are over. */
const ENOUGH_MS = 60;

/** @returns milliseconds of this thread for one reading */
function cost(parse: (line: string) => unknown, line: string): number {
	const before = cpu();
	let read = 0;
	do {
		parse(line);
		read++;
	} while (cpu() - before < ENOUGH_MS);
	return (cpu() - before) / read;
}

function costOfOne(parse: (line: string) => unknown, line: string): number {
	const before = cpu();
	parse(line);
	return cpu() - before;
}

/** @returns where four times the length takes many times the time */
function squares(parse: (line: string) => unknown, short: number): readonly string[] {
	const slow: string[] = [];
	for (const piece of PIECES) {
		const line = (length: number): string => `${piece.repeat(Math.ceil(length / piece.length))}!`;
		const long = costOfOne(parse, line(short * 4));
		if (long < WORTH_A_LOOK_MS) continue;
		const growth = cost(parse, line(short * 4)) / cost(parse, line(short));
		if (growth > MOST_GROWTH)
			slow.push(`${JSON.stringify(piece)}: ${long.toFixed(0)} ms, ${growth.toFixed(1)} times`);
	}
	return slow;
}

test.each(Object.entries(PARSERS))(
	'threat 25: %s reads a line four times as long in some four times as long',
	(_name, parse) => {
		expect(squares(parse, SHORT)).toEqual([]);
	}
);
