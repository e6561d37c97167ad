/** What Minutebook is built on may be given out under the AGPL, and what its licences ask for goes out with the pages. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FILE, licencesText, licensed } from './list.ts';

/** May be combined with and given out under the AGPL 3, as the Free Software Foundation judges each (MPL 2.0 by its section 3.3). */
const COMPATIBLE = new Set([
	'0BSD',
	'Apache-2.0',
	'BlueOak-1.0.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'CC0-1.0',
	'ISC',
	'MIT',
	'MIT-0',
	'MPL-2.0',
	'OFL-1.1'
]);

test('every package of the lock file is under a licence that goes with the AGPL', () => {
	const all = licensed();
	expect(all.length).toBeGreaterThan(300);
	expect(all.filter(({ licence }) => !COMPATIBLE.has(licence))).toEqual([]);
});

test('the fonts alone are under the licence for fonts, as files of their own', () => {
	const names = licensed()
		.filter(({ licence }) => licence === 'OFL-1.1')
		.map(({ name }) => name);
	expect(names.filter((name) => !name.startsWith('@fontsource'))).toEqual([]);
});

test('static/licences.txt is what the lock file and the packages say; npm run licences writes it', () => {
	const text = readFileSync(FILE, 'utf8');
	expect(text === licencesText()).toBe(true);
	for (const name of ['yjs', 'svelte', '@tiptap/core', 'better-sqlite3', 'nodemailer', 'vite'])
		expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: `, 'm'));
	expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(10);
});
