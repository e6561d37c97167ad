import { describe, expect, test } from 'vitest';
import { mailAddress, mailAddresses } from './mail-address.ts';

describe('an address', () => {
	test.each([
		['a@b.example', 'a@b.example'],
		['  Ines.Dahl+notes@Harbour.Example ', 'ines.dahl+notes@harbour.example'],
		["o'neill@münchen.example", "o'neill@münchen.example"]
	])('[M1] %j is %j', (text, address) => expect(mailAddress(text)).toBe(address));

	test.each([
		'',
		'a',
		'a@b',
		'a@@b.example',
		'a@b.example, c@d.example',
		'a@b.example\r\nBcc: c@d.example',
		'a@b.example\n',
		'"a b"@c.example',
		'<a@b.example>',
		'Ines <a@b.example>',
		'list:a@b.example;',
		'a@b..example',
		'.a@b.example',
		'a@-b.example',
		'a@[127.0.0.1]',
		'a\u0000@b.example',
		'a@b.exa\u0000mple',
		`${'a'.repeat(65)}@b.example`,
		`a@${'b.'.repeat(150)}example`,
		null,
		{}
	])('[M2] %j is none', (text) => expect(mailAddress(text)).toBeNull());

	test('[M3] a field of addresses names what it cannot read and loses nothing', () => {
		expect(mailAddresses('a@b.example; C@d.example,\n\nnot an address;a@B.example x@y  e@f.example')).toEqual(
			{
				good: ['a@b.example', 'c@d.example', 'e@f.example'],
				bad: ['not an address', 'x@y']
			}
		);
	});
});
