import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainObject } from './json.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function isObject(bytes: Uint8Array): boolean {
	try {
		const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
		return typeof value === 'object' && value !== null && !Array.isArray(value);
	} catch {
		return false;
	}
}

/** A byte changed, put in, or left out. */
const spoiled = fc
	.tuple(fc.json({ maxDepth: 4 }), fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), { maxLength: 3 }))
	.map(([text, changes]) => {
		const bytes = [...bytesOf(text)];
		for (const [at, byte, how] of changes)
			bytes.splice(at % (bytes.length + 1), how === 1 ? 0 : 1, ...(how === 2 ? [] : [byte]));
		return new Uint8Array(bytes);
	});

describe('[R15] a state that is looked at without being built', () => {
	it('[R15] is never taken for JSON when it is not', () => {
		fc.assert(
			fc.property(spoiled, (bytes) => {
				if (isPlainObject(bytes)) expect(isObject(bytes)).toBe(true);
			}),
			{ numRuns: 20_000 }
		);
	});

	it.each(['{}', '{"a":[1,-0.5,null,true,false,"x",{"b":{}}],"c":"d"}'])(
		'[R15] is known at once: %s',
		(text) => {
			expect(isPlainObject(bytesOf(text))).toBe(true);
		}
	);

	it('[R15] of an editor of ours is known at once', () => {
		const place = {
			type: { client: 4_294_967_295, clock: 12 },
			tname: null,
			item: { client: 3, clock: 0 },
			assoc: -1
		};
		const caret = {
			user: { name: "Nora O'Conner", color: '#1b4' },
			cursor: { anchor: place, head: place },
			item: 'a1'
		};
		expect(isPlainObject(bytesOf(JSON.stringify(caret)))).toBe(true);
	});

	it.each([
		'',
		'null',
		'[]',
		'{"a":01}',
		'{"a":1.}',
		'{"a":-}',
		'{"a":1,}',
		'{"a"}',
		'{a:1}',
		'{"a":1}}',
		'{"a":nul}',
		'{"a":"\n"}',
		`${'{"a":'.repeat(99)}1${'}'.repeat(99)}`
	])('[R15] is left to JSON.parse: %s', (text) => {
		expect(isPlainObject(bytesOf(text))).toBe(false);
	});
});
