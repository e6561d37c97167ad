/** Minutes → a tagged PDF (PDF/UA-1), set like a board's printed notes. The same record gives the same bytes. */
import type { Marking } from '#core/record/record-marking.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { printed } from './printed.ts';
import { TEMPLATE } from './template.ts';
import { compileTypst } from './typst-thread.ts';

/** Controls, surrogate halves and non-characters have no shape; PDF/UA refuses them. */
const SHAPELESS = /(?![\t\n\r])[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/gu;
/** They would turn the words around them, the footer's "Signed record" too. On a record they are shown, not obeyed. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;
/** How Typst names a character no font here can show: the text `"\u{e000}"` could not be displayed. */
const UNSHOWN = /the text `\\?"(.+?)\\?"` could not be displayed/g;

/** @throws when Typst cannot set the page, which is a bug of the template */
export async function renderPdf({
	minutes,
	marking
}: {
	readonly minutes: Minutes;
	readonly marking: Marking;
}): Promise<Uint8Array> {
	let data = JSON.stringify(printed(minutes, marking), (_, value: unknown) =>
		typeof value === 'string' ? value.replace(SHAPELESS, '\ufffd').replace(DIRECTION, numbered) : value
	);
	let problem = '';
	// Characters that no font shows are replaced by their number ("[U+E000]"), so that nothing vanishes and the page is set.
	for (let attempt = 0; attempt < 4; attempt++) {
		const answer = await compileTypst(TEMPLATE, data);
		if (answer.pdf !== undefined) return answer.pdf;
		problem = answer.problem ?? '';
		const next = withoutUnshown(data, problem);
		if (next === data) break;
		data = next;
	}
	throw new Error(`The PDF could not be made: ${problem.slice(0, 500)}`);
}

function withoutUnshown(data: string, problem: string): string {
	const unshown = new Set<string>();
	for (const [, escaped = ''] of problem.matchAll(UNSHOWN)) {
		const text = escaped.replace(/\\+u\{([0-9a-f]+)\}/gi, (_, hex: string) =>
			String.fromCodePoint(parseInt(hex, 16))
		);
		for (const character of text) if (character > '\u007e') unshown.add(character);
	}
	let next = data;
	for (const character of unshown) next = next.replaceAll(character, numbered(character));
	return next;
}

const numbered = (character: string): string =>
	`[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
