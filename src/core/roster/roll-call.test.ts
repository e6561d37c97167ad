import { expect, test } from 'vitest';
import type { AttendanceId } from '#core/kernel/ids.ts';
import { legend } from '#core/reading/initials.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { byAgency, findOnRoster, guestOf, nextToCall } from './roll-call.ts';

const line = (name: string, agency = '', more: Partial<RosterEntry> = {}): RosterEntry => ({
	id: name.toLowerCase().replace(/\W/g, '') as AttendanceId,
	person: null,
	name,
	agency,
	initials: '',
	role: 'member',
	attendance: 'expected',
	deputyFor: null,
	note: '',
	...more
});
const ROSTER = [
	line('Sheila Gentle', 'Police'),
	line('Samir Galt', 'Health'),
	line('Moira O’Conner', 'Health'),
	line('Sam Orr'),
	line('Zoë Healy', 'Council')
];
const find = (typed: string) => findOnRoster(ROSTER, legend(ROSTER), typed);

test.each([
	['moc', 'Moira O’Conner'],
	['sge', 'Sheila Gentle'],
	['zoe', 'Zoë Healy'],
	['hea zoe', 'Zoë Healy'],
	['oconner', 'Moira O’Conner'],
	["o'con", 'Moira O’Conner'],
	['gent', 'Sheila Gentle'],
	['so', 'Sam Orr'],
	['polic', 'Sheila Gentle'],
	['irr', null]
])('[R5] “%s” means %s', (typed, name) => {
	expect(find(typed).one?.name ?? null).toBe(name);
});

test('[R5] where two fit equally nobody is guessed, and both are named', () => {
	expect(find('sg')).toMatchObject({ one: null });
	expect(find('sg').equal.map(({ name }) => name)).toEqual(['Samir Galt', 'Sheila Gentle']);
	expect(find('sam').equal.map(({ name }) => name)).toEqual(['Samir Galt', 'Sam Orr']);
});

test('[R6] the roll is called by agency, the next is the first not yet marked', () => {
	expect(byAgency(ROSTER).map(({ agency }) => agency)).toEqual(['Council', 'Health', 'Police', '']);
	expect(nextToCall(ROSTER, null)?.name).toBe('Zoë Healy');
	expect(nextToCall(ROSTER, 'samirgalt')?.name).toBe('Moira O’Conner');
	expect(nextToCall(ROSTER, 'samorr')?.name).toBe('Zoë Healy');
	expect(
		nextToCall(
			ROSTER.map((one) => ({ ...one, attendance: 'absent' })),
			null
		)
	).toBeNull();
});

test('[R6] a guest’s agency stands in brackets or behind a comma', () => {
	expect(guestOf('Jo Vane (Saltmarsh Police)')).toEqual({ name: 'Jo Vane', agency: 'Saltmarsh Police' });
	expect(guestOf('Jo Vane, Police')).toEqual({ name: 'Jo Vane', agency: 'Police' });
	expect(guestOf('Jo Vane')).toEqual({ name: 'Jo Vane', agency: '' });
});
