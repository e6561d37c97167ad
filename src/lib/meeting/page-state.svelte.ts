import type { Editor } from '@tiptap/core';
import { Selection } from '@tiptap/pm/state';
import { SvelteMap } from 'svelte/reactivity';
import type { RosterEntry } from '#core/people.ts';
import { addItem, agenda } from '#document/agenda.ts';
import { freshId } from '#lib/editor/ids.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import type { MeetingPage } from './context.ts';

/** Where the caret is, which editors stand on the page, what is said aloud. */
export class PageState implements MeetingPage {
	readonly session: MeetingSession;
	readonly editors = new SvelteMap<string, Editor>();
	readonly roster: () => readonly RosterEntry[];
	#active = $state('');
	/** Raised when caret or text moved. */
	moment = $state(0);
	said = $state('');
	/** The action whose fields are open over the page. */
	opened = $state<string | null>(null);

	constructor(session: MeetingSession, roster: () => readonly RosterEntry[]) {
		this.session = session;
		this.roster = roster;
	}

	active = (): string => this.#active;

	get editor(): Editor | null {
		return this.editors.get(this.#active) ?? null;
	}

	enter = (item: string): void => {
		this.#active = item;
		this.moment++;
	};

	moved = (): void => {
		this.moment++;
	};

	leave = (item: string): void => {
		// Blurred, the browser still knows where one was: Tab goes on behind the text, Shift and Tab back into it.
		this.editors.get(item)?.view.dom.blur();
		this.announce('You left the text. Tab goes on; press Shift and Tab to go back.');
	};

	goToItem = (from: string, step: 1 | -1, where: 'start' | 'end'): boolean => {
		const shown = agenda(this.session.doc).filter((entry) => !entry.removed);
		const next = shown[shown.findIndex(({ id }) => id === from) + step];
		const editor = next && this.editors.get(next.id);
		if (!editor) return false;
		placeCaret(editor, where === 'start' ? 0 : editor.state.doc.content.size);
		return true;
	};

	addItem = (after: string | null): void => {
		const id = freshId();
		this.session.change(() => addItem(this.session.doc, id, freshId(), '', after));
		// The new item comes with the next frame; its title is where one types first.
		requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(`title-${id}`)?.focus()));
	};

	/** Puts the caret at the end of a line and brings it into view. */
	goToLine(item: string, line: string): void {
		const editor = this.editors.get(item);
		if (!editor) return;
		editor.state.doc.forEach((node, at) => {
			if (node.attrs['id'] === line) placeCaret(editor, at + node.nodeSize - 1);
		});
	}

	openAction = (action: string): void => {
		this.opened = action;
	};

	announce = (words: string): void => {
		this.said = words;
	};
}

/** At once, not in the next frame as TipTap's own command: the next key is on its way already. */
export function placeCaret(editor: Editor, position: number): void {
	const { state, view } = editor;
	const at = state.doc.resolve(Math.min(position, state.doc.content.size));
	view.dispatch(state.tr.setSelection(Selection.near(at, position === 0 ? 1 : -1)).scrollIntoView());
	view.focus();
}
