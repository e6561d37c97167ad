import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { Marking } from '#core/record/record-marking.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { clockTime } from '#core/kernel/time.ts';
import { inventedMinutes } from '../../tests/invented-minutes.ts';
import { renderPdf } from './pdf.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'minutebook-pdf-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIGNED: Marking = {
	state: 'signed',
	signatures: [{ name: 'Petra Lindqvist', role: 'chair', signedAt: Date.UTC(2031, 6, 24, 9, 12) }],
	sha256: 'ab12cd34'.repeat(8),
	previous: null
};

/** The file's bytes with every compressed stream opened, as Latin-1. */
function opened(pdf: Uint8Array): string {
	const bytes = Buffer.from(pdf);
	const raw = bytes.toString('latin1');
	const streams = [...raw.matchAll(/stream\r?\n/g)].map((match) => {
		const start = match.index + match[0].length;
		try {
			return inflateSync(bytes.subarray(start, raw.indexOf('endstream', start))).toString('latin1');
		} catch {
			return '';
		}
	});
	return raw + streams.join('\n');
}

function textOf(pdf: Uint8Array): string | null {
	const file = path.join(folder, 'paper.pdf');
	writeFileSync(file, pdf);
	try {
		return execFileSync('pdftotext', ['-raw', file, '-'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore']
		});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}

function withText(text: string): Minutes {
	const minutes = inventedMinutes(1);
	return {
		...minutes,
		board: text,
		title: text,
		place: text,
		items: minutes.items.map((item) => ({
			...item,
			title: text,
			lines: item.lines.map((line) => ({ ...line, text }))
		}))
	};
}

describe('the printed record', () => {
	test('[P1] is a tagged PDF/UA-1 in British English with its title', async () => {
		const inside = opened(await renderPdf({ minutes: inventedMinutes(), marking: SIGNED }));
		expect(inside).toContain('/StructTreeRoot');
		expect(inside).toMatch(/\/MarkInfo\s*<<\s*\/Marked true/);
		expect(inside).toMatch(/pdfuaid:part>1</);
		expect(inside).toMatch(/\/Lang \(en-GB\)/i);
		expect(inside).toContain('Notes of Harbour Safeguarding Board meeting, 23 July 2031');
		for (const tag of ['/H1', '/Table', '/TH', '/LBody']) expect(inside).toContain(tag);
	});

	test('[P8] says who came and went, how the quorum stood, and which decision had none', async (context) => {
		const minutes = inventedMinutes(1);
		const state = { present: 7, needed: 8, missing: ['health'], unmarked: 0, kind: 'short' as const };
		const text = textOf(
			await renderPdf({
				marking: SIGNED,
				minutes: {
					...minutes,
					format: 2,
					movements: [{ name: 'Asha Raman', kind: 'joined', at: clockTime('14:20')!, item: '3' }],
					quorum: { opening: state, turns: [] },
					items: minutes.items.map((item) => ({
						...item,
						lines: [
							{
								kind: 'decision',
								id: 'd',
								label: '1.1',
								verb: 'agreed',
								text: 'The plan.',
								withoutQuorum: '7 of 8 needed, health missing'
							}
						]
					}))
				}
			})
		);
		if (text === null) return context.skip('pdftotext is not installed');
		expect(text).toContain('Asha Raman joined at 14:20, item 3');
		expect(text).toContain('Not quorate: 7 of 8 needed, health missing');
		expect(text.replace(/\s+/g, ' ')).toContain('Taken without a quorum: 7 of 8 needed, health missing.');
	});

	test('[P2] the same record gives the same bytes', async () => {
		const once = await renderPdf({ minutes: inventedMinutes(), marking: SIGNED });
		const again = await renderPdf({ minutes: inventedMinutes(), marking: SIGNED });
		expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true);
	});

	test('[P4] characters without a shape or a font do not stop it', async (context) => {
		const odd = 'Łódź \u0000\u0007 \ud800 \ue000 \u{1F600} \u{10FFFF} \u202e漢字 กข \u200b end';
		const text = textOf(await renderPdf({ minutes: withText(odd), marking: SIGNED }));
		if (text === null) return context.skip('pdftotext is not installed');
		expect(text).toContain('Łódź');
		expect(text).toContain('[U+202E]');
		expect(text).toContain('ab12cd34ab12');
	});

	test.each(['', ' ', '\u200b', '\u0000', 'x'.repeat(5_000)])(
		'[P5] an odd title is no bug: %j',
		async (title) => {
			expect(
				(await renderPdf({ minutes: withText(title), marking: { state: 'draft' } })).length
			).toBeGreaterThan(1_000);
		}
	);

	test('[P6] minutes with nothing in them are a page too', async () => {
		const empty: Minutes = {
			...inventedMinutes(),
			roster: [],
			items: [],
			next: null,
			chair: null,
			start: null,
			place: ''
		};
		expect((await renderPdf({ minutes: empty, marking: { state: 'draft' } })).length).toBeGreaterThan(1_000);
	});

	test('[P7] says who signed, and a draft says it is one', async (context) => {
		const signed = textOf(await renderPdf({ minutes: inventedMinutes(), marking: SIGNED }));
		const draft = textOf(await renderPdf({ minutes: inventedMinutes(), marking: { state: 'draft' } }));
		if (signed === null || draft === null) return context.skip('pdftotext is not installed');
		expect(signed).toContain('Petra Lindqvist, chair');
		expect(signed).toContain('24 July 2031, 10:12');
		expect(signed).toContain('ID (Ines Dahl), LC');
		expect(signed).not.toMatch(/draft/i);
		expect(draft).toContain('Draft, not signed');
		expect(draft).not.toContain('SHA-256');
	});
});
