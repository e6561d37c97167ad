/** What is pasted from mails, Word and other pages, as lines. Numbers that were typed before the words go: ours are computed. */
import type { LineKind } from '#core/minutes/minutes.ts';
import { inert } from '#lib/trusted.ts';

export interface PastedLine {
	readonly kind: LineKind;
	readonly text: string;
}

/** Word's own signs of the private area and its "o" included. */
const BULLET = /^(?:[•·▪◦‣●○■□–—*\uf0b7\uf0a7-]\s+|o\s+(?=\p{Lu}))/u;
const NUMBER = /^(\d{1,3})\.(\d{1,2})\.?(?=\s|$)\s*/;

/** @param item the number of the item that is pasted into: "3.1" in item 3 is a number, "10.30" need not be */
export function linesOfText(text: string, item: string): PastedLine[] {
	const lines = text
		.split(/\r\n?|\n|\u2028|\u2029/)
		.map((line) => ({ kind: 'point' as LineKind, text: line.replace(/[\s\u00a0]+/g, ' ').trim() }))
		.filter((line) => line.text !== '');
	const read = unnumbered(lines, item);
	// A piece of a line keeps the spaces around it.
	const piece = read.length === 1 && read[0]?.kind === 'point' && !/[\r\n]/.test(text);
	return piece && read[0]?.text === lines[0]?.text ? [{ kind: 'point', text }] : read;
}

/** What nobody saw where it was copied is nothing they meant to paste. Its styles have been set aside by then: lib/trusted.ts. */
const UNSEEN =
	'style,script,noscript,template,title,meta,[hidden],' +
	[
		'display:none',
		'display: none',
		'visibility:hidden',
		'visibility: hidden',
		'mso-hide:all',
		'mso-hide: all'
	]
		.map((style) => `[data-style*="${style}" i]`)
		.join(',');
const BLOCKS = 'p,div,li,h1,h2,h3,h4,h5,h6,tr,td,th,blockquote,pre,ul,ol,table,section,article,br';

/** Word, mails and web pages: every block is a line, a list item a bullet, a heading a heading. */
export function linesOfHtml(html: string, item: string): PastedLine[] {
	const page = inert(html);
	for (const aside of page.querySelectorAll(UNSEEN)) aside.remove();
	const lines: PastedLine[] = [];
	let words = '';
	const end = (kind: LineKind) => {
		const text = words.replace(/[\s\u00a0]+/g, ' ').trim();
		if (text !== '') lines.push({ kind, text });
		words = '';
	};
	const walk = (node: Node, kind: LineKind) => {
		if (node.nodeType === Node.TEXT_NODE) words += node.textContent ?? '';
		if (!(node instanceof Element)) return;
		if (!node.matches(BLOCKS)) for (const child of node.childNodes) walk(child, kind);
		else {
			end(kind);
			const own = kindOf(node) ?? kind;
			for (const child of node.childNodes) walk(child, own);
			end(own);
		}
	};
	walk(page.body, 'point');
	end('point');
	return unnumbered(lines, item);
}

function kindOf(element: Element): LineKind | null {
	if (/^H[1-6]$/.test(element.tagName)) return 'heading';
	if (element.tagName === 'BLOCKQUOTE') return 'paragraph';
	// Word writes lists as paragraphs, the bullet or number before the words in a span of its own.
	if (element.tagName === 'LI') return element.closest('ol') === element.parentElement ? 'point' : 'bullet';
	return null;
}

/** Bullets and numbers as typed are read and taken off; a number alone on its line belongs to the next. */
function unnumbered(lines: readonly PastedLine[], item: string): PastedLine[] {
	const numbers = lines.map(({ text }) => NUMBER.exec(text));
	const counts = (index: number): boolean => {
		const number = numbers[index];
		if (!number) return false;
		const [, whole, part] = number;
		return (
			whole === item ||
			numbers.some((other) => other?.[1] === whole && Math.abs(Number(other?.[2]) - Number(part)) === 1)
		);
	};
	return lines
		.map(({ kind, text }, index): PastedLine => {
			if (counts(index)) return { kind, text: text.replace(NUMBER, '') };
			const bullet = kind === 'point' ? BULLET.exec(text) : null;
			return bullet ? { kind: 'bullet', text: text.slice(bullet[0].length) } : { kind, text };
		})
		.filter(({ text }) => text !== '');
}
