import { expect, test } from 'vitest';
import { boundOf, misshapen, MOST_BYTES, MOST_DEEP, MOST_FIELDS } from './intake.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('[I1] a form holds 64 kB, where no route says why it needs more', () => {
	expect(boundOf('/sign-in')).toEqual({ bytes: MOST_BYTES, streams: false });
	expect(boundOf(null)).toEqual({ bytes: MOST_BYTES, streams: false });
	expect(boundOf('constructor').bytes).toBe(MOST_BYTES);
	expect(boundOf('/meetings/[meeting]/papers').streams).toBe(true);
});

test('[I1] fields are counted before they are parsed', () => {
	const form = 'application/x-www-form-urlencoded';
	expect(misshapen(form, bytes('a=&'.repeat(MOST_FIELDS - 1)))).toBe(null);
	expect(misshapen(form, bytes('a=&'.repeat(MOST_FIELDS)))).toBe('fields');
	const part = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n';
	const parts = (many: number) => bytes(`${part.repeat(many)}--x--\r\n`);
	expect(misshapen('multipart/form-data; boundary=x', parts(MOST_FIELDS))).toBe(null);
	expect(misshapen('multipart/form-data; boundary="x"', parts(MOST_FIELDS + 1))).toBe('fields');
	expect(misshapen('multipart/form-data', parts(1))).toBe('kind');
	expect(misshapen('application/x-sveltekit-formdata', bytes('x'))).toBe('kind');
});

test('[I1] JSON is so deep and no deeper, whatever its strings say', () => {
	expect(misshapen('application/json', bytes('['.repeat(MOST_DEEP)))).toBe(null);
	expect(misshapen('application/json', bytes('['.repeat(MOST_DEEP + 1)))).toBe('depth');
	expect(misshapen('text/plain;charset=UTF-8', bytes('{"a":'.repeat(MOST_DEEP + 1)))).toBe('depth');
	expect(misshapen('application/json', bytes(JSON.stringify({ a: '[[["'.repeat(99) })))).toBe(null);
	expect(misshapen('application/json', bytes(JSON.stringify([{}, {}, {}, {}].fill({}, 0, 4))))).toBe(null);
});
