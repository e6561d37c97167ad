/** The minutes while they are written: what stands in the shared document, before numbers, names and dates are worked out. */
import type { ItemPlan } from '#core/agenda/agenda.ts';
import type { ActionId } from '#core/kernel/ids.ts';
import type { Confirmation, Due, DueAnswer, LineKind, Outcome, Verb } from './minutes.ts';

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
	/** Of an action whose due may mean several days: which somebody chose. */
	readonly dueAnswer?: DueAnswer;
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
	/** What was picked of the last meeting; left out where nothing ever was. */
	readonly arising?: DraftArising;
}

export interface DraftArising {
	/** The item in which the notes of the last meeting are agreed, and the one in which the actions are reported. */
	readonly notesAt: string | null;
	readonly actionsAt: string | null;
	readonly reports: readonly DraftReport[];
	readonly confirmations: readonly DraftConfirmation[];
}

/** What became of one action, by its id in the register. */
export interface DraftReport {
	readonly action: string;
	readonly outcome: Outcome | null;
	/** The new one as typed; '' for none. What it comes to is worked out, so that "next meeting" follows that meeting. */
	readonly due: string;
	readonly words: string;
}

/** How the notes of one meeting were agreed. */
export interface DraftConfirmation {
	readonly meeting: string;
	readonly outcome: Confirmation | null;
	readonly point: string;
	readonly amendment: string;
}

export function emptyLine(kind: LineKind, id: string | ActionId, text: string): DraftLine {
	return { kind, id, printed: null, verb: null, text, owners: [], due: undefined };
}
