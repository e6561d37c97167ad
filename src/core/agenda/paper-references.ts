/**
 * "p. 6, para 4.3" in a point leads to the paper of its item. With several papers the words say which ("Paper 2, p. 6");
 * where they do not, nothing is guessed and nothing is linked.
 */
import type { PaperKind } from './papers.ts';

/** As far as a reference needs to know it. `number` counts under the item and is never given twice. */
export interface ReferablePaper {
	readonly id: string;
	readonly number: number;
	readonly kind: PaperKind;
	readonly name: string;
}

export interface PaperReference<P extends ReferablePaper = ReferablePaper> {
	/** In the text: from this character up to that one. */
	readonly from: number;
	readonly to: number;
	readonly paper: P;
	/** Of the paper; null: none is named. */
	readonly page: number | null;
}

const PAPER = String.raw`\bpaper\s{0,2}(?<number>\d{1,3})`;
const PAGE = String.raw`(?:\bpp?\.\s{0,2}|\bpages?\s{1,2})(?<page>\d{1,4})(?:\s{0,2}[-–]\s{0,2}\d{1,4})?`;
const PARA = String.raw`\b(?:paras?\b\.?|paragraphs?\b|§)\s{0,2}\d{1,3}(?:\.\d{1,3}){0,4}`;
/** The paper, the page, the paragraph, in this order; at least one of the first two. */
const REFERENCE = new RegExp(
	`(?:${PAPER}(?:,?\\s{0,2}${PAGE.replace('<page>', '<after>')})?|${PAGE})(?:,?\\s{0,2}(?:and\\s)?${PARA})?`,
	'giu'
);

/** Every reference in the words of a point, in order. @param papers of the item the point stands under */
export function paperReferences<P extends ReferablePaper>(
	text: string,
	papers: readonly P[]
): PaperReference<P>[] {
	if (papers.length === 0 || !/\bp(?:p?\.|ages?\b|aper)/iu.test(text)) return [];
	const found: PaperReference<P>[] = [];
	for (const match of text.matchAll(REFERENCE)) {
		const { number, page, after } = match.groups ?? {};
		const paper =
			number !== undefined
				? papers.find((one) => one.number === Number(number))
				: papers.length === 1
					? papers[0]
					: undefined;
		if (paper === undefined) continue;
		const named = page ?? after;
		found.push({
			from: match.index,
			to: match.index + match[0].length,
			paper,
			page: named === undefined ? null : Number(named)
		});
	}
	return found;
}

/** Where a paper opens. A browser turns a PDF to the page; other files are saved, so the page stays words. */
export const paperPath = (
	meeting: string,
	{ id, kind }: Pick<ReferablePaper, 'id' | 'kind'>,
	page: number | null
): string => `/meetings/${meeting}/papers/${id}${page !== null && kind === 'pdf' ? `#page=${page}` : ''}`;
