/**
 * Several people in one page of a real browser: each with a document, an undo and the real editors of the meeting page, of
 * which only the line to the server is left out. What they write reaches the others when it is delivered, and not before.
 */
import { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { getRelativeSelection, ySyncPluginKey, type ProsemirrorBinding } from 'y-prosemirror';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { phraseBook, type PhraseBook } from '#core/reading/abbreviations.ts';
import type { Draft } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { readDraft } from '#document/read.ts';
import { Rescue } from '#document/concurrent/rescue.ts';
import { CrossItemSelection } from '#lib/editor/across/cross-item-selection.ts';
import { HERE, historyOf } from '#lib/session/history.ts';
import { itemEditor } from '#lib/editor/item-editor.ts';
import { keysInItem } from '#lib/meeting/commands/commands.ts';
import type { MeetingPage } from '#lib/meeting/context.ts';

export const ITEMS = ['itemaaaa', 'itembbbb'] as const;

const NOBODY: never[] = [];
const PHRASES = phraseBook([{ short: 'tgn', words: 'The group noted the report.' }], []);

export class Writer {
	readonly doc = new Y.Doc();
	readonly undo: Y.UndoManager;
	readonly awareness: Awareness;
	readonly editors = new Map<string, Editor>();
	readonly outbox: Uint8Array[] = [];
	readonly rescue = new Rescue(this.doc);

	constructor(seed: Uint8Array, place: HTMLElement) {
		Y.applyUpdate(this.doc, seed, 'others');
		this.undo = historyOf(this.doc);
		this.awareness = new Awareness(this.doc);
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== 'others') this.outbox.push(update);
		});
		for (const item of ITEMS) {
			const body = bodyOf(itemsOf(this.doc).get(item) as Y.Map<unknown>);
			if (!body) throw new Error('an item has no body');
			const element = place.appendChild(document.createElement('div'));
			const page = this as unknown as MeetingPage;
			this.editors.set(item, new Editor({ element, ...itemEditor(item, body, page) }));
		}
	}

	/** What the editors know of the page they stand on. */
	readonly names = new Map<number, never>();
	get session(): this {
		return this;
	}
	change(what: () => void): void {
		this.doc.transact(what, HERE);
	}
	roster = (): never[] => NOBODY;
	phrases = (): PhraseBook => PHRASES;
	notes = null;
	meeting = '';
	papersOf = (): never[] => NOBODY;
	keys = keysInItem(this as unknown as MeetingPage);
	agenda = { goOn: (): void => {} };
	openAction = (): void => {};
	asking = { about: null, typed: (): void => {}, ask: (): void => {}, close: (): void => {} };
	leave = (): void => {};
	headingOf = (item: string): string => item;
	announce = (): void => {};
	mayWrite = (): boolean => true;
	toggleSuggesting = (): void => {};
	active = (): string => '';
	history = (way: 'undo' | 'redo'): void => void this.undo[way]();
	readonly across = new CrossItemSelection({
		editors: this.editors,
		order: () => ITEMS,
		titleField: () => null,
		announce: this.announce
	});
	goToItem = (from: string, by: 1 | -1, where: 'start' | 'end'): boolean => {
		const editor = this.editors.get(ITEMS[ITEMS.indexOf(from as never) + by] ?? '');
		if (!editor) return false;
		editor.commands.focus(where);
		return true;
	};

	/** Somebody else's update arrives. */
	hear(update: Uint8Array): void {
		Y.applyUpdate(this.doc, update, 'others');
	}

	editor(item: number): Editor {
		const editor = this.editors.get(ITEMS[item] ?? '');
		if (!editor) throw new Error('no such item');
		return editor;
	}

	/** Caret at a place in the words of a line; a line below the last one is the last, a place behind its end its end. */
	at(item: number, line: number, offset: number): void {
		this.select(item, [line, offset], [line, offset]);
	}

	select(
		item: number,
		...ends: readonly [from: readonly [number, number], to: readonly [number, number]]
	): void {
		const { state, view } = this.editor(item);
		const [from, to] = ends.map(([line, offset]) => {
			const index = Math.min(line, state.doc.childCount - 1);
			let start = 0;
			for (let n = 0; n < index; n++) start += state.doc.child(n).nodeSize;
			return start + 1 + Math.min(offset, state.doc.child(index).content.size);
		});
		view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, from ?? 0, to)));
	}

	/** Somebody else now sees that this person is here. */
	greet(to: Writer): void {
		applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(this.awareness, [this.doc.clientID]), 'others');
	}

	/** Somebody else now sees where this person's caret stands. */
	showCaret(to: Writer, item: number): void {
		const { binding } = ySyncPluginKey.getState(this.editor(item).state) as { binding: ProsemirrorBinding };
		const { head } = getRelativeSelection(binding, this.editor(item).state);
		this.awareness.setLocalStateField('cursor', { anchor: head as unknown, head: head as unknown });
		applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(this.awareness, [this.doc.clientID]), 'others');
	}

	/** As the browser would: each letter through the editor's own handling of input. */
	type(item: number, text: string): void {
		const { view } = this.editor(item);
		for (const letter of text) {
			const { from, to } = view.state.selection;
			const make = () => view.state.tr.insertText(letter, from, to);
			if (!view.someProp('handleTextInput', (handle) => handle(view, from, to, letter, make)))
				view.dispatch(make());
		}
	}

	/** @returns whether the editor took the key; Backspace and Delete within words the browser does itself */
	press(item: number, key: string, more: KeyboardEventInit = {}): boolean {
		const { view } = this.editor(item);
		const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
		if (view.someProp('handleKeyDown', (handle) => handle(view, event)) === true) return true;
		const { from, to, empty } = view.state.selection;
		if (!empty || (key !== 'Backspace' && key !== 'Delete')) return false;
		const [start, end] = key === 'Backspace' ? [from - 1, to] : [from, to + 1];
		if (start > 0 && view.state.doc.resolve(start).sameParent(view.state.doc.resolve(end)))
			view.dispatch(view.state.tr.delete(start, end));
		return true;
	}

	draft(): Draft {
		return readDraft(this.doc);
	}

	destroy(): void {
		for (const editor of this.editors.values()) editor.destroy();
		this.undo.destroy();
		this.awareness.destroy();
		this.doc.destroy();
	}
}
