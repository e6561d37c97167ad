import { describe, expect, test } from 'vitest';
import { initialsOf, legend } from './initials.ts';

const roster = (...names: (string | [name: string, initials: string])[]) =>
	names.map((entry, index) => ({
		id: `line${index}`,
		name: typeof entry === 'string' ? entry : entry[0],
		initials: typeof entry === 'string' ? '' : entry[1]
	}));

describe('[L1] initials of a name', () => {
	test.each([
		['Wren Okafor', 'WO'],
		['Fintan O’Malley', 'FOM'],
		["Fintan O'Malley", 'FOM'],
		['niamh o’dea', 'NOD'],
		['Morag O’Conner', 'MOC'],
		['Dr Anne-Marie Lowe', 'AML'],
		['Cllr Çelik Ünal (Estates), OBE', 'CU'],
		["Marta Dell'Orto", 'MDO'],
		['Prof. Sir Ivo Penn', 'IP'],
		['Cher', 'C'],
		['', '']
	])('%s is %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('[L2] the legend of a roster', () => {
	test('two who share initials both get letters of their surnames', () => {
		expect([...legend(roster('Sara Gent', 'Sam Gale')).values()]).toEqual(['SGe', 'SGa']);
	});
	test('explicit initials stand, the other is lengthened', () => {
		expect([...legend(roster('Sara Gent', ['Sam Gale', 'SG'])).values()].sort()).toEqual(['SG', 'SGe']);
	});
	test('someone listed twice has one entry', () => {
		expect([...legend(roster('Ivy Dow', 'Ivy Dow')).values()]).toEqual(['ID', 'ID']);
	});
	test('same surname: the first name is spelled out', () => {
		expect([...legend(roster('Jo Smith', 'Jim Smith')).values()]).toEqual(['JoS', 'JiS']);
	});
	test('always unique, also among many who are called alike', () => {
		const many = roster(
			...Array.from({ length: 300 }, (_, n) => `A${'b'.repeat(n % 3)} C${'d'.repeat(n % 40)}${n}`)
		);
		const names = [...legend(many).values()];
		expect(new Set(names).size).toBe(names.length);
	});
});
