import type { Editor } from '@tiptap/core';
import { createContext } from 'svelte';
import type { RosterEntry } from '#core/people.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';

/** What the parts of the meeting page share. */
export interface MeetingPage {
	readonly session: MeetingSession;
	/** The editor of each item that is on the page. */
	readonly editors: Map<string, Editor>;
	readonly roster: () => readonly RosterEntry[];
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
	/** Opens the owners and due of one action. */
	openAction(action: string): void;
	/** Says something to screen readers, politely. */
	announce(words: string): void;
}

export const [meetingPage, setMeetingPage] = createContext<MeetingPage>();
