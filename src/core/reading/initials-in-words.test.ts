import { expect, test } from 'vitest';
import type { AttendanceId } from '#core/kernel/ids.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { initialsInWords } from './initials-in-words.ts';

const entry = (name: string, attendance: RosterEntry['attendance'] = 'present'): RosterEntry => ({
	id: name as AttendanceId,
	person: null,
	name,
	initials: '',
	agency: '',
	role: 'member',
	attendance,
	note: '',
	deputyFor: null
});
const ROSTER = [entry('Jo Tern'), entry('Sara Gent', 'apologies'), entry('Sam Gale'), entry("Mary O'Conner")];
const found = (words: string) =>
	initialsInWords(words, ROSTER).map(({ from, to, names }) => [words.slice(from, to), ...names]);

test('[L3] initials of somebody on the roster are known in running words, with the full name', () => {
	expect(found('JT reported; MOC and J.T. agreed, JT’s paper')).toEqual([
		['JT', 'Jo Tern'],
		['MOC', "Mary O'Conner"]
	]);
});

test('[L3] where two fit, both are named, who is present first; their legend tells them apart', () => {
	expect(found('SG and SGe')).toEqual([
		['SG', 'Sam Gale', 'Sara Gent'],
		['SGe', 'Sara Gent']
	]);
});

test('[L3] nobody is guessed: other capitals, parts of words and names stay words', () => {
	expect(found('NHS, CSE, JTX, AJT, JT2, Jo, JO, GALE and ALL of the PVI')).toEqual([]);
});
