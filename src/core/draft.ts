/** The minutes while they are written: what stands in the shared document, before numbers, names and dates are worked out. */
import type { ItemPlan } from './agenda.ts';
import type { ActionId } from './ids.ts';
import type { Due, LineKind, Verb } from './minutes.ts';

export interface DraftOwner {
	readonly written: string;
	/** Whom somebody chose for it (an attendance id); null: work it out from the roster. */
	readonly chosen: string | null;
	/** Somebody said: this is nobody on the roster, and meant so. */
	readonly outside: boolean;
}

export interface DraftLine {
	readonly kind: LineKind;
	readonly id: string;
	/** The label as printed on an imported paper; null: computed. */
	readonly printed: string | null;
	/** Of a decision; null: the words say it. */
	readonly verb: Verb | null;
	readonly text: string;
	/** Of an action; empty for every other kind. */
	readonly owners: readonly DraftOwner[];
	/** Of an action: the due somebody set; undefined: none set, so the words of the line decide. */
	readonly due: Due | null | undefined;
}

export interface DraftItem {
	readonly id: string;
	readonly printed: string | null;
	readonly title: string;
	readonly lines: readonly DraftLine[];
	/** What the agenda says of it; left out: nothing. */
	readonly plan?: ItemPlan;
}

export interface Draft {
	/** In agenda order, removed items left out. */
	readonly items: readonly DraftItem[];
	/** What the reader found and could not place; never thrown away, shown in Review. */
	readonly oddities: readonly string[];
}

export function emptyLine(kind: LineKind, id: string | ActionId, text: string): DraftLine {
	return { kind, id, printed: null, verb: null, text, owners: [], due: undefined };
}
