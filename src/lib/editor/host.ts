/** What the editors of a page need of it: a port, filled by whoever puts them there. */
import type { Editor } from '@tiptap/core';
import type { PhraseBook } from '#core/reading/abbreviations.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import type { ReferablePaper } from '#core/agenda/paper-references.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import type { CrossItemSelection } from './across/cross-item-selection.ts';

/** The owner the small list beside the text asks about. */
export interface AskedOwner {
	readonly action: string;
	/** The key of the owner in the document. */
	readonly owner: string;
	/** The keyboard is in the list. Before that the list only shows, and typing goes on. */
	readonly entered: boolean;
}

/** Who is meant by an owner, where the words leave it open. At most one is asked about, and never in the way of typing. */
export interface Asking {
	readonly about: AskedOwner | null;
	ask(action: string, owner: string, entered: boolean): void;
	close(): void;
	/** Owners were just typed. Two who fit are shown at once; somebody unknown is said, and stays marked. */
	typed(action: string): void;
}

/** What a page does at a key, as ProseMirror binds it; each says whether the key is used up. */
export type EditorKeys = (item: string, editor: () => Editor) => Readonly<Record<string, () => boolean>>;

export interface EditorHost {
	readonly session: MeetingSession;
	/** The meeting whose papers the words name. */
	readonly meeting: string;
	/** The editor of each item that is on the page. */
	readonly editors: Map<string, Editor>;
	readonly roster: () => readonly RosterEntry[];
	/** What expands while one types. */
	readonly phrases: () => PhraseBook;
	papersOf(item: string): readonly ReferablePaper[];
	/** Carets and selections that go on from one item into the next. */
	readonly across: CrossItemSelection;
	readonly asking: Asking;
	/** The commands of the page. */
	readonly keys: EditorKeys;
	/** Has the pen, and has not laid it down to suggest. */
	mayWrite(): boolean;
	/** The item the caret is in, or was last in; '' when it was in none yet. */
	active(): string;
	/** The caret is now in this item. */
	enter(item: string): void;
	/** The caret moved within the item: the toolbar looks again. */
	moved(): void;
	/** Puts the caret into the next or previous item. @returns false at either end */
	goToItem(from: string, step: 1 | -1, where: 'start' | 'end'): boolean;
	/** Number and title of an item in one line. */
	headingOf(item: string): string;
	/** May the due of this action mean several days, and nobody said which. */
	dueAsked(action: string): boolean;
	/** Opens the owners and due of one action. */
	openAction(action: string): void;
	/** Opens what was said about a line. */
	openRemarks(item: string, line: string): void;
	/** Says something to screen readers, politely. */
	announce(words: string): void;
}
