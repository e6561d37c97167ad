import { createContext } from 'svelte';
import type { EditorHost } from '#lib/editor/host.ts';
import type { Together } from '#lib/together/together.svelte.ts';
import type { AgendaOnPage } from '#lib/meeting/agenda/agenda-page.svelte.ts';
import type { PrivateNotes } from '#lib/meeting/remarks/private-notes.svelte.ts';
import type { RemarksOnPage } from '#lib/meeting/remarks/remarks.svelte.ts';

/** What the parts of the meeting page share. */
export interface MeetingPage extends EditorHost {
	/** One's own; null: one keeps none in this meeting. */
	readonly notes: PrivateNotes | null;
	/** Purpose, lead, time, clock and papers of the items. */
	readonly agenda: AgendaOnPage;
	/** What is said about the minutes, beside them. */
	readonly remarks: RemarksOnPage;
	/** The others: who is where, what is heard of them, their changes paused. */
	readonly together: Together;
	/** [X10] Whoever has the pen lays it down: nothing typed changes the minutes, other words can be suggested; or takes it up. */
	toggleSuggesting(): void;
	/** May they add a guest to the roster. */
	keepsRoster(): boolean;
	/** Esc: leave the text, so that Tab goes on to the next control. */
	leave(item: string): void;
	/** Adds an item below that one and puts the caret into its title. */
	addItem(after: string): void;
	moveItem(item: string, direction: 'up' | 'down'): void;
	/** Removes an item, or brings it back where it stood. */
	removeItem(item: string, removed: boolean): void;
	/** Takes back one's own last change, wherever on the page it is, or does it again; the caret goes there. */
	history(way: 'undo' | 'redo'): void;
	/** The list of keys. */
	openKeys(): void;
	/** The menu of all commands. */
	openMenu(): void;
	/** Who is here, who comes and goes. The roster knows who may call it. */
	openRollCall(): void;
}

export const [meetingPage, setMeetingPage] = createContext<MeetingPage>();
