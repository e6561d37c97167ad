/** The papers of an item in the minutes: their names and digests, never their content. */
import type { ItemPaper, Minutes } from '#core/minutes/minutes.ts';
import { PAPER_WORDS, type PaperKind } from './papers.ts';

/** "Paper 2: Toolkit (PDF), late" */
export const paperWords = ({
	number,
	name,
	kind,
	late
}: {
	readonly number: number;
	readonly name: string;
	readonly kind: PaperKind;
	readonly late: boolean;
}): string => `Paper ${number}: ${name} (${PAPER_WORDS[kind]})${late ? ', late' : ''}`;

/** [U8] Each item with what lay before the board. @param papers by item; of items that are not in the minutes nothing is said */
export function withPapers(minutes: Minutes, papers: ReadonlyMap<string, readonly ItemPaper[]>): Minutes {
	if (papers.size === 0) return minutes;
	return {
		...minutes,
		items: minutes.items.map((item) => {
			const own = papers.get(item.id);
			return own === undefined ? item : { ...item, papers: own };
		})
	};
}
