/** Threat 27: words of a meeting that are a program to the one who prints them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Minutes } from '#core/minutes/minutes.ts';
import { renderPdf } from '#server/render/pdf.ts';
import { inventedMinutes } from '../invented-minutes.ts';

/** Minutes of which every word that somebody writes is this one. */
function writtenBy(attacker: string): Minutes {
	const minutes = inventedMinutes(1);
	return {
		...minutes,
		board: attacker,
		title: attacker,
		place: attacker,
		chair: { name: attacker, agency: attacker },
		roster: minutes.roster.map((line) => ({ ...line, name: attacker, agency: attacker, note: attacker })),
		items: minutes.items.map((item) => ({
			...item,
			title: attacker,
			lines: item.lines.map((line) => ({ ...line, text: attacker }))
		}))
	};
}

function textOf(pdf: Uint8Array): string | null {
	const folder = mkdtempSync(path.join(tmpdir(), 'minutebook-threat-'));
	const file = path.join(folder, 'paper.pdf');
	writeFileSync(file, pdf);
	try {
		const text = execFileSync('pdftotext', ['-raw', file, '-'], { stdio: ['ignore', 'pipe', 'ignore'] });
		return text.toString().replace(/\s+/g, ' ');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const HOSTILE = [
	'#read("/etc/passwd")',
	'#import "@preview/a:1.0.0"',
	'#panic("x")',
	'$x$ *b* _i_ <l> @ref //',
	'#eval("1+1")',
	'#image("/etc/hostname")',
	'#while true {}',
	'"); #read("/etc/passwd'
];

test('threat 27 [P3] what looks like Typst is printed, never run', async (context) => {
	for (const hostile of HOSTILE) {
		const text = textOf(await renderPdf({ minutes: writtenBy(hostile), marking: { state: 'draft' } }));
		if (text === null) return context.skip('pdftotext is not installed');
		expect([hostile, text.split(hostile).length > 5]).toEqual([hostile, true]);
		expect(text).not.toContain('root:');
	}
});
