import type { Editor } from '@tiptap/core';
import { createContext } from 'svelte';
import type { PhraseBook } from '#core/reading/abbreviations.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import type { Across } from '#lib/editor/across/cross-item-selection.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import type { Together } from '#lib/together/together.svelte.ts';
import type { AgendaOnPage } from '#lib/meeting/agenda/agenda-page.svelte.ts';
import type { PrivateNotes } from '#lib/meeting/remarks/private-notes.svelte.ts';
import type { RemarksOnPage } from '#lib/meeting/remarks/remarks.svelte.ts';

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

/** What the parts of the meeting page share. */
export interface MeetingPage {
	readonly session: MeetingSession;
	/** The editor of each item that is on the page. */
	readonly editors: Map<string, Editor>;
	readonly roster: () => readonly RosterEntry[];
	/** What expands while one types. */
	readonly phrases: () => PhraseBook;
	/** One's own; null: one keeps none in this meeting. */
	readonly notes: PrivateNotes | null;
	/** Purpose, lead, time, clock and papers of the items. */
	readonly agenda: AgendaOnPage;
	/** What is said about the minutes, beside them. */
	readonly remarks: RemarksOnPage;
	/** Carets and selections that go on from one item into the next. */
	readonly across: Across;
	/** The others: who is where, what is heard of them, their changes paused. */
	readonly together: Together;
	/** Has the pen, and has not laid it down to suggest. */
	mayWrite(): boolean;
	/** [X10] Whoever has the pen lays it down: nothing typed changes the minutes, other words can be suggested; or takes it up. */
	toggleSuggesting(): void;
	/** May they add a guest to the roster. */
	keepsRoster(): boolean;
	readonly asking: Asking;
	/** The item the caret is in, or was last in; '' when it was in none yet. */
	active(): string;
	/** The caret is now in this item. */
	enter(item: string): void;
	/** The caret moved within the item: the toolbar looks again. */
	moved(): void;
	/** Esc: leave the text, so that Tab goes on to the next control. */
	leave(item: string): void;
	/** Puts the caret into the next or previous item. @returns false at either end */
	goToItem(from: string, step: 1 | -1, where: 'start' | 'end'): boolean;
	/** Adds an item below that one and puts the caret into its title. */
	addItem(after: string): void;
	moveItem(item: string, direction: 'up' | 'down'): void;
	/** Removes an item, or brings it back where it stood. */
	removeItem(item: string, removed: boolean): void;
	/** Number and title of an item in one line. */
	headingOf(item: string): string;
	/** Takes back one's own last change, wherever on the page it is, or does it again; the caret goes there. */
	history(way: 'undo' | 'redo'): void;
	/** The list of keys. */
	openKeys(): void;
	/** The menu of all commands. */
	openMenu(): void;
	/** Who is here, who comes and goes. Set by the roster, which knows who may call it. */
	openRollCall: () => void;
	/** May the due of this action mean several days, and nobody said which. */
	dueAsked(action: string): boolean;
	/** Opens the owners and due of one action. */
	openAction(action: string): void;
	/** Says something to screen readers, politely. */
	announce(words: string): void;
}

export const [meetingPage, setMeetingPage] = createContext<MeetingPage>();
