import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

const OURS = 'https://minutes.example.org';

test.each([
	['/', '/'],
	['/boards/harbour', '/boards/harbour'],
	[
		'/boards/harbour/register?owner=me&state=open#line-3',
		'/boards/harbour/register?owner=me&state=open#line-3'
	],
	['/boards/../account', '/account'],
	['/boards/høj', '/boards/h%C3%B8j'],
	['/account?next=https://evil.example', '/account?next=https://evil.example']
])('[P15] %s leads to %s', (asked, path) => {
	expect(ownPath(asked, OURS)).toBe(path);
});

/** Each was somewhere the way out of a site. */
const WAYS_OUT = [
	null,
	undefined,
	'',
	'account',
	'https://evil.example',
	'//evil.example',
	'///evil.example',
	'/\\evil.example',
	'\\/evil.example',
	'/.//evil.example',
	'/./\\evil.example',
	'/..//evil.example',
	'/x/..//evil.example',
	'/%2e//evil.example',
	'/%2E%2e//evil.example',
	'/%2f%2fevil.example',
	'/%2Fevil.example',
	'/%5cevil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'\t//evil.example',
	' //evil.example',
	'//evil.example:443@minutes.example.org',
	'//minutes.example.org@evil.example',
	'javascript:alert(1)',
	'/\\/\\evil.example'
];

test.each(WAYS_OUT)('[P15] %j leads home', (asked) => {
	expect(ownPath(asked, OURS)).toBe('/');
});

test('[P15] what is longer than any address of ours leads home', () => {
	expect(ownPath(`/${'a'.repeat(5000)}`, OURS)).toBe('/');
});

/** Pieces from which such addresses are made, and any characters between them. */
const piece = fc.oneof(
	fc.constantFrom(
		'/',
		'\\',
		'.',
		'..',
		'%2f',
		'%2F',
		'%5c',
		'%2e',
		'%09',
		'\t',
		'\n',
		'\r',
		' ',
		'@',
		':',
		'?',
		'#',
		';'
	),
	fc.constantFrom(
		'evil.example',
		'https:',
		'javascript:',
		'%00',
		'／',
		'。',
		'\u2028',
		'\ufeff',
		'%E2%80%AE',
		'[::1]'
	),
	fc.string({ unit: 'binary', maxLength: 4 })
);

test.each(['https://minutes.example.org', 'http://localhost:3000', 'http://[::1]:3000'])(
	'[P15] whatever is asked, the way leads to %s',
	(origin) => {
		const asked = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);
		fc.assert(
			fc.property(asked, (next) => {
				const path = ownPath(next, origin);
				// As the browser reads a Location header, from whatever page it stands on.
				for (const page of [`${origin}/`, `${origin}/sign-in?next=x`, `${origin}/meetings/x/`])
					expect(new URL(path, page).origin).toBe(origin);
				// A header carries it, and reading it again changes nothing.
				expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
				expect(ownPath(path, origin)).toBe(path);
			}),
			{ numRuns: 3000 }
		);
	}
);
