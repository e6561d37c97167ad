/** What a line of the body looks like, judged by itself and the line below it. */
import { trailingOwners } from '#core/reading/read-owners.ts';
import { sentences } from '#core/reading/sentences.ts';
import { plainWords, type SourceLine } from './source-lines.ts';

/** How the items are marked: by numbers, by Markdown's "#", or not at all. */
export type BodyMode = 'numbered' | 'hash' | 'plain';

export const BULLET = /^(?:[·•●▪◦‣\uf0b7\uf0a7*–]|-(?=\s)|o(?=\s\s?\p{Lu}))\s{0,12}(?=\S)/u;
export const LISTED = /^(?:\(?(?:[a-z]|[ivx]{1,5})\)|[a-z]\.|[ivx]{2,5}\.)\s/;
export const APART =
	/^(due|due date|deadline|owners?|lead|responsible|by whom|by when)\s{0,3}:\s{0,8}(\S.{0,200})$/i;
const VERBS =
	/\b(?:was|were|is|are|has|have|had|will|would|gave|presented|reported|noted|agreed|said|asked|updated|informed|highlighted|explained|suggested|confirmed|thanked|raised|advised|introduced|discussed)\b/;

/** A short line without a verb and without an end, above some text. */
export function isHeading(line: SourceLine, next: SourceLine, mode: BodyMode): boolean {
	const words = plainWords(line.text);
	if (words.length > 100 || !/^[\p{Lu}\d“"‘]/u.test(words) || /[.;,!?]$/.test(words)) return false;
	if (BULLET.test(line.text) || VERBS.test(words)) return false;
	if (mode === 'plain') return line.gap > 0 && (next.gap > 0 || words.length < 60) && !/\d{4}$/.test(words);
	const count = words.split(/\s{1,8}/).length;
	if (count > 14 || (words.endsWith(':') && count > 3)) return false;
	return mode === 'numbered' || /^\*\*.+\*\*$/.test(line.text);
}

export const withoutBullet = (text: string): string => {
	const bullet = text.startsWith('**') ? null : BULLET.exec(text);
	return bullet ? text.slice(bullet[0].length) : text;
};

/** "… Clerk would write again. Action: Clerk." The task is the sentence before the tag. */
export function trailingAction(
	text: string
): { text: string; task: string; owners: readonly string[] } | null {
	if (text.length > 5000 || !/action/i.test(text.slice(-100))) return null;
	const found = trailingOwners(text);
	if (!found || found.rest === '' || !/action/i.test(text.slice(found.rest.length))) return null;
	return { text: found.rest, task: sentences(found.rest).at(-1) ?? found.rest, owners: found.owners };
}
