import { describe, expect, test } from 'vitest';
import type { AttendanceId, PersonId } from '#core/kernel/ids.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { candidates, leadingOwners, readsAsAction, resolveOwner, trailingOwners } from './read-owners.ts';

describe('[O1] owners at the start of the words', () => {
	test.each<[string, string[], string]>([
		['WO to invite the new lead', ['WO'], 'to invite the new lead'],
		['WO/PN to draft', ['WO', 'PN'], 'to draft'],
		['WO, PN and FOM to meet', ['WO', 'PN', 'FOM'], 'to meet'],
		['Wren Okafor to write to all schools', ['Wren Okafor'], 'to write to all schools'],
		['Dr Fintan O’Malley will check', ['Dr Fintan O’Malley'], 'will check'],
		['Wren Okafor (WO) to send', ['Wren Okafor (WO)'], 'to send'],
		['PN agreed to look into it', ['PN'], 'agreed to look into it'],
		['PN was asked to chase', ['PN'], 'was asked to chase'],
		['Anyone from the Board who can help to tell WO.', ['Anyone from the Board'], 'who can help to tell WO.'],
		['All to read the paper', ['All'], 'to read the paper'],
		['all to read the paper', ['all'], 'to read the paper'],
		['All members to note', ['All members'], 'to note'],
		['Panel members/ WO to write', ['Panel members', 'WO'], 'to write'],
		['The Chair to sign', ['The Chair'], 'to sign'],
		['PN and the Chair to meet', ['PN', 'the Chair'], 'to meet'],
		['SGe and SGa to agree dates', ['SGe', 'SGa'], 'to agree dates'],
		['LC: publicise the dates', ['LC'], 'publicise the dates'],
		['LC - publicise the dates', ['LC'], 'publicise the dates'],
		['Department for Bridges to report', ['Department for Bridges'], 'to report']
	])('%s', (text, owners, rest) => expect(leadingOwners(text)).toEqual({ owners, rest }));

	test.each([
		'Action Learning Sets to be included',
		'Revised guidance on recording',
		'Risk Register to follow',
		'Letters to go out',
		'Terms of Reference to be agreed',
		'WO to be invited to the next meeting',
		'All bids above have been paid',
		'On receipt of the note, WO to reply',
		'Revisit next week.',
		'NB: see the paper',
		'WO',
		''
	])('none in “%s”', (text) => expect(leadingOwners(text)).toBeNull());

	test('a first name counts where the meeting knows it', () => {
		expect(leadingOwners('Wren to finish')).toBeNull();
		expect(leadingOwners('Wren to finish', (name) => name === 'Wren')?.owners).toEqual(['Wren']);
		expect(leadingOwners('Wren - First aid course', (name) => name === 'Wren')?.rest).toBe(
			'First aid course'
		);
	});
});

describe('[O2] owners at the end', () => {
	test('in brackets with a word that says so', () => {
		expect(trailingOwners('Check the door (Action: PN)')).toEqual({ owners: ['PN'], rest: 'Check the door' });
		expect(trailingOwners('Clerk to write again. Action: Clerk.')?.owners).toEqual(['Clerk']);
	});
	test('bare brackets only for people the meeting knows', () => {
		expect(trailingOwners('the Serious Harm Board (SHB)')).toBeNull();
		expect(trailingOwners('the roadmap (WO & PN)', (name) => ['WO', 'PN'].includes(name))?.owners).toEqual([
			'WO',
			'PN'
		]);
	});
});

describe('[O8] a line under an action that reads as one of its own', () => {
	test.each(['LC to publicise the dates', 'All to read the paper', 'MS/JT to write', 'The Chair to sign'])(
		'%s',
		(text) => expect(readsAsAction(text)).not.toBeNull()
	);
	test.each(['LC to', 'LC: the dates', 'LC will publicise the dates', 'Letters to go out', 'The dates'])(
		'not “%s”',
		(text) => expect(readsAsAction(text)).toBeNull()
	);
});

const line = (name: string, more: Partial<RosterEntry> = {}): RosterEntry => ({
	id: `line-${name}-${more.agency ?? ''}` as AttendanceId,
	person: null,
	name,
	agency: '',
	initials: '',
	role: 'member',
	attendance: 'present',
	deputyFor: null,
	note: '',
	...more
});
const person = (id: string) => id as PersonId;

describe('resolving an owner', () => {
	const roster = [
		line('Fintan O’Malley', { agency: 'Police', person: person('fintan') }),
		line('Wren Okafor', { agency: 'Estates' }),
		line('Clara Dunne'),
		line('Colm Daly', { attendance: 'apologies' }),
		line('Petra Novák', { agency: 'Health' }),
		line('Petra Novák', { agency: 'Health Trust', person: person('petra') }),
		line('Ivy Marsh', { role: 'chair', initials: 'IMA' })
	];
	const resolve = (written: string, chosen: string | null = null, outside = false) =>
		resolveOwner(written, roster, chosen, outside);
	const name = (written: string) => {
		const found = resolve(written);
		return found.kind === 'person' ? found.name : found.kind;
	};

	test.each([
		['FOM', 'Fintan O’Malley'],
		['FO', 'Fintan O’Malley'],
		['wo', 'Wren Okafor'],
		['W.O.', 'Wren Okafor'],
		['CDu', 'Clara Dunne'],
		['ima', 'Ivy Marsh'],
		['petra novak', 'Petra Novák'],
		['Dr Wren Okafor (Estates)', 'Wren Okafor'],
		['Wren', 'Wren Okafor'],
		['The Chair', 'Ivy Marsh'],
		['LC', 'unknown'],
		['Estates', 'unknown'],
		['all', 'group'],
		['Anyone from the Board', 'group'],
		['Board members', 'group'],
		['everyone', 'group'],
		['the Board', 'group']
	])('%s is %s', (written, expected) => expect(name(written)).toBe(expected));

	test('[O4] a choice wins, then “outside”', () => {
		expect(resolve('CD', 'line-Colm Daly-')).toMatchObject({ kind: 'person', name: 'Colm Daly' });
		expect(resolve('LC', null, true)).toEqual({ kind: 'outside' });
	});
	test('[O5] initials set on the roster win over computed ones', () => {
		const set = [line('Ida Moss'), line('Ian Marsh', { initials: 'IM' })];
		expect(resolveOwner('IM', set, null, false)).toMatchObject({ name: 'Ian Marsh' });
		expect(resolveOwner('IMo', set, null, false)).toMatchObject({ name: 'Ida Moss' });
	});
	test('[O6] someone listed twice is one person, with their entry', () => {
		expect(resolve('PN')).toEqual({ kind: 'person', person: 'petra', name: 'Petra Novák', agency: 'Health' });
	});
	test('[O6] namesakes with entries of their own are two people', () => {
		const two = [
			line('Jo Hill', { person: person('one') }),
			line('Jo Hill', { person: person('two'), agency: 'B' })
		];
		expect(resolveOwner('JH', two, null, false).kind).toBe('ambiguous');
	});
	test('[O7] the lines of all who fit, people present first', () => {
		expect(candidates('CD', roster).map(({ id }) => id)).toEqual(['line-Clara Dunne-', 'line-Colm Daly-']);
		expect(candidates('PN', roster)).toHaveLength(1);
		expect(candidates('All', roster)).toEqual([]);
		expect(candidates('LC', roster)).toEqual([]);
	});
	test('[O7] two who fit are both named, those present first; attendance breaks no tie', () => {
		expect(resolve('CD')).toEqual({
			kind: 'ambiguous',
			candidates: [
				{ person: null, name: 'Clara Dunne', agency: '' },
				{ person: null, name: 'Colm Daly', agency: '' }
			]
		});
	});
});
