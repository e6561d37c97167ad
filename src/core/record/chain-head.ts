/** The head of a chain of evidence as people see it: printed, mailed, pasted back. */

/** 64 hex digits. */
export type ChainHead = string;

const HEAD = /^[0-9a-f]{64}$/;

/** "3f2a 91bc …": sixteen groups of four. */
export const headWords = (head: ChainHead): string => head.replace(/(.{4})(?=.)/g, '$1 ');

/** What stands before a head in letters and on paper. */
export const HEAD_LABEL = 'Record chain';

/** The foot of a letter, in two short lines. */
export function headLines(head: ChainHead): string {
	const groups = headWords(head).split(' ');
	const label = `${HEAD_LABEL}: `;
	return `${label}${groups.slice(0, 8).join(' ')}\n${' '.repeat(label.length)}${groups.slice(8).join(' ')}\n`;
}

/** The heads in a text, however its lines were broken or quoted: sixteen groups of four; or 64 digits and nothing else. */
export function headsIn(text: string): readonly ChainHead[] {
	const pasted = text.replace(/\s+/g, '').toLowerCase();
	if (HEAD.test(pasted)) return [pasted];
	const groups = /(?<![0-9a-f])(?:[0-9a-f]{4}[\s>]+){15}[0-9a-f]{4}(?![0-9a-f])/gi;
	const found = [...text.matchAll(groups)].map(([head]) => head.replace(/[\s>]+/g, '').toLowerCase());
	return [...new Set(found)];
}
