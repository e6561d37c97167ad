/**
 * All items as one text. Each item has an editor of its own (design.md D7), and a browser lets neither caret nor selection
 * out of one: what goes on into the next item goes on here. The selection reaches from the anchor in one editor to the head
 * in another; the head's editor holds its part natively, the others are painted.
 */
import type { Editor } from '@tiptap/core';
import { TextSelection, type EditorState } from '@tiptap/pm/state';
import {
	absolutePositionToRelativePosition,
	relativePositionToAbsolutePosition,
	ySyncPluginKey
} from 'y-prosemirror';
import type * as Y from 'yjs';
import { lineAt } from '#lib/editor/schema/lines.ts';
import { columnAt, pageAway, placeCaret, turnPage } from '#lib/editor/place-caret.ts';

/** The items of the page, as far as carets go. */
export interface Items {
	readonly editors: ReadonlyMap<string, Editor>;
	/** The items that are on the page, from top to bottom. */
	order(): readonly string[];
	/** The field of an item's title. */
	titleField(item: string): HTMLTextAreaElement | null;
	announce(words: string): void;
}

/** A part of one item that is selected. */
export interface Part {
	readonly item: string;
	readonly state: EditorState;
	readonly from: number;
	readonly to: number;
	/** Whether the selection runs over the item's title, too. */
	readonly title: boolean;
}

type Mapping = Parameters<typeof absolutePositionToRelativePosition>[2];
interface Sync {
	readonly doc: Y.Doc;
	readonly type: Y.XmlFragment;
	readonly binding: { readonly mapping: Mapping } | null;
}

const start = (): number => 1;
const end = ({ doc }: EditorState): number => doc.content.size - 1;

export class CrossItemSelection {
	readonly #items: Items;
	/** Kept as Yjs tells places: what others write meanwhile moves it along. */
	#anchor: { readonly item: string; readonly place: Y.RelativePosition } | null = null;
	#head = '';
	#everything = false;
	/** This class is placing carets; what the editors then say about their selection is no news. */
	#moving = false;
	/** The column up and down keep to. */
	#goal: { readonly item: string; readonly pos: number; readonly x: number } | null = null;

	constructor(items: Items) {
		this.#items = items;
	}

	/** Whether words of more than one item are selected. */
	get on(): boolean {
		return this.#anchor !== null;
	}

	/** Up or Down out of the first or last row of an item. @returns whether the caret left it */
	row(item: string, up: boolean, extend: boolean): boolean {
		const editor = this.#items.editors.get(item);
		const line = editor && lineAt(editor.state);
		if (!editor || !line) return false;
		const { state, view } = editor;
		const { head, empty } = state.selection;
		if (line.index !== (up ? 0 : state.doc.childCount - 1) || (!extend && !empty)) return false;
		const alone = state.apply(state.tr.setSelection(TextSelection.create(state.doc, head)));
		// To find that out the view takes that state on for a moment.
		if (!this.#quietly(() => view.endOfTextblock(up ? 'up' : 'down', alone))) return false;
		const goal = this.#goal;
		const x = goal?.item === item && goal.pos === head ? goal.x : view.coordsAtPos(head).left;
		if (!extend && this.#toTitle(item, up)) return true;
		const next = this.neighbour(item, up);
		if (!next) return false;
		const pos = columnAt(next.editor, up ? 'last' : 'first', x);
		this.#to(next.item, pos, extend, item);
		this.#goal = { item: next.item, pos, x };
		return true;
	}

	/** Left before the first letter of an item, Right behind its last. */
	letter(item: string, left: boolean, extend: boolean): boolean {
		const editor = this.#items.editors.get(item);
		if (!editor) return false;
		const { state } = editor;
		const { head, empty } = state.selection;
		if (head !== (left ? start() : end(state)) || (!extend && !empty)) return false;
		if (!extend && this.#toTitle(item, left)) return true;
		const next = this.neighbour(item, left);
		if (!next) return false;
		this.#to(next.item, left ? end(next.editor.state) : start(), extend, item);
		return true;
	}

	/** Page Up and Page Down: a window further in the whole of the minutes. */
	page(item: string, up: boolean, extend: boolean): boolean {
		const editor = this.#items.editors.get(item);
		if (!editor) return false;
		const { left, top } = editor.view.coordsAtPos(editor.state.selection.head);
		return this.#turn(item, { left, top }, up, extend);
	}

	/** To the start or the end of the minutes. */
	edge(item: string, up: boolean, extend: boolean): boolean {
		const order = this.#items.order();
		const to = up ? order[0] : order.at(-1);
		const editor = to === undefined ? undefined : this.#items.editors.get(to);
		if (to === undefined || !editor) return false;
		this.#to(to, up ? start() : end(editor.state), extend, item);
		return true;
	}

	/** Ctrl+A: the line, then the item, then everything. */
	all(item: string): boolean {
		const editor = this.#items.editors.get(item);
		const line = editor && lineAt(editor.state);
		if (!editor || !line) return false;
		const { state, view } = editor;
		const { from, to, $anchor } = state.selection;
		const select = (first: number, last: number) =>
			view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, first, last)));
		const [first, last] = [line.at + 1, line.at + line.node.nodeSize - 1];
		if (!this.on && $anchor.sameParent(state.selection.$head) && (from > first || to < last))
			select(first, last);
		else if (!this.on && (from > start() || to < end(state))) select(start(), end(state));
		else {
			const order = this.#items.order();
			const [top, bottom] = [order[0], order.at(-1)];
			const lowest = bottom === undefined ? undefined : this.#items.editors.get(bottom);
			if (top === undefined || bottom === undefined || top === bottom || !lowest) return true;
			this.#setAnchor(top, start());
			this.#to(bottom, end(lowest.state), true, item, false);
			this.#everything = true;
			this.#items.announce('Everything is selected, to be copied.');
		}
		return true;
	}

	/** The keys of a title that lead out of it into the text. */
	outOfTitle(item: string, field: HTMLTextAreaElement, event: KeyboardEvent): boolean {
		if (event.altKey || event.shiftKey || event.isComposing) return false;
		const { selectionStart, selectionEnd, value } = field;
		const { left, top, height } = field.getBoundingClientRect();
		const rows = Math.round(height / (parseFloat(getComputedStyle(field).lineHeight) || height));
		const jump = event.ctrlKey || event.metaKey;
		const alone = selectionStart === selectionEnd;
		switch (event.key) {
			case 'ArrowUp':
			case 'ArrowLeft':
				if (jump || !alone || (selectionStart > 0 && (event.key === 'ArrowLeft' || rows > 1))) return false;
				return this.#intoText(this.#beside(item, true), true);
			case 'ArrowDown':
			case 'ArrowRight':
				if (jump || !alone || (selectionEnd < value.length && (event.key === 'ArrowRight' || rows > 1)))
					return false;
				return this.#intoText(item, false);
			case 'PageUp':
			case 'PageDown':
				return this.#turn(item, { left, top }, event.key === 'PageUp', false);
			case 'Home':
			case 'End':
				return jump && this.edge(item, event.key === 'Home', false);
			default:
				return false;
		}
	}

	/** Shift and a press of the mouse in another item than the caret is in. */
	pressed(from: string, item: string, pos: number): boolean {
		if (from === item && !this.on) return false;
		if (!this.on && !this.#items.editors.has(from)) return false;
		this.#to(item, pos, true, from);
		return true;
	}

	/** Ends the selection; the caret goes to one of its ends, or stays where the head is. */
	drop(to?: 'first' | 'last'): void {
		const parts = this.parts();
		const part = to === 'first' ? parts[0] : parts.at(-1);
		const head = this.#items.editors.get(this.#head);
		this.#anchor = null;
		this.#everything = false;
		if (to !== undefined && part) {
			const editor = this.#items.editors.get(part.item);
			if (editor) this.#quietly(() => placeCaret(editor, to === 'first' ? part.from : part.to));
		} else if (head)
			this.#quietly(() => {
				const { state, view } = head;
				view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, state.selection.head)));
			});
		this.#paint();
	}

	/** What is selected, item by item from top to bottom; none when it is all within one. */
	parts(): readonly Part[] {
		return this.#items.order().flatMap((item) => {
			const editor = this.#items.editors.get(item);
			const part = editor && this.#partOf(item, editor.state);
			return part ? [part] : [];
		});
	}

	/** What is to be painted in an item: all that is selected in it, where the browser does not show it. */
	painted(item: string, state: EditorState): Part | null {
		return item === this.#head ? null : this.#partOf(item, state);
	}

	/** The selection of an editor is another now: by a press of the mouse, or a key of its own. */
	moved(item: string, state: EditorState): void {
		if (!this.#anchor || this.#moving) return;
		const order = this.#items.order();
		const below = order.indexOf(this.#anchor.item) < order.indexOf(this.#head);
		if (item === this.#head && state.selection.anchor === (below ? start() : end(state))) return;
		this.#anchor = null;
		this.#everything = false;
		queueMicrotask(() => this.#paint());
	}

	#partOf(item: string, state: EditorState): Part | null {
		if (!this.#anchor) return null;
		const order = this.#items.order();
		const [anchor, head, at] = [this.#anchor.item, this.#head, item].map((id) => order.indexOf(id));
		if (anchor === undefined || head === undefined || at === undefined || Math.min(anchor, head, at) < 0)
			return null;
		if (at < Math.min(anchor, head) || at > Math.max(anchor, head)) return null;
		const place = at === anchor ? this.#anchorPos(state) : state.selection.head;
		if (place === null) return null;
		const first = at === Math.min(anchor, head);
		const last = at === Math.max(anchor, head);
		return {
			item,
			state,
			from: first ? place : start(),
			to: last ? place : end(state),
			title: !first || this.#everything
		};
	}

	#anchorPos(state: EditorState): number | null {
		const { doc, type, binding } = ySyncPluginKey.getState(state) as Sync;
		if (!this.#anchor || !binding) return null;
		return relativePositionToAbsolutePosition(doc, type, this.#anchor.place, binding.mapping);
	}

	#setAnchor(item: string, pos: number): void {
		const editor = this.#items.editors.get(item);
		if (!editor) return;
		const { type, binding } = ySyncPluginKey.getState(editor.state) as Sync;
		if (!binding) return;
		const place = absolutePositionToRelativePosition(pos, type, binding.mapping) as Y.RelativePosition;
		this.#anchor = { item, place };
		this.#everything = false;
	}

	/** Caret, or with `extend` the head of the selection, to a place in another item. */
	#to(item: string, pos: number, extend: boolean, from: string, scroll = true): void {
		const editor = this.#items.editors.get(item);
		if (!editor) return;
		if (!extend) {
			this.#anchor = null;
			this.#everything = false;
			this.#quietly(() => placeCaret(editor, pos));
			this.#paint();
			return;
		}
		this.#everything = false;
		const behind = this.#items.editors.get(from);
		if (!this.#anchor && behind) this.#setAnchor(from, behind.state.selection.anchor);
		if (!this.#anchor) return;
		const order = this.#items.order();
		const back = this.#anchor.item === item;
		const below = order.indexOf(this.#anchor.item) < order.indexOf(item);
		const anchor = back ? this.#anchorPos(editor.state) : below ? start() : end(editor.state);
		if (back) this.#anchor = null;
		else this.#head = item;
		this.#quietly(() => {
			editor.view.focus();
			const { state, view } = editor;
			const tr = state.tr.setSelection(TextSelection.create(state.doc, anchor ?? pos, pos));
			view.dispatch(scroll ? tr.scrollIntoView() : tr);
		});
		this.#paint();
	}

	#turn(item: string, at: { left: number; top: number }, up: boolean, extend: boolean): boolean {
		const y = turnPage(at.top, up);
		const there = pageAway(this.#items.order(), this.#items.editors, at.left, y);
		if (there) this.#to(there.item, there.pos, extend, item);
		return true;
	}

	#toTitle(item: string, up: boolean): boolean {
		const of = up ? item : this.#beside(item, false);
		const field = of === null ? null : this.#items.titleField(of);
		if (!field) return false;
		field.focus();
		const caret = up ? field.value.length : 0;
		field.setSelectionRange(caret, caret);
		return true;
	}

	#intoText(item: string | null, up: boolean): boolean {
		const editor = item === null ? undefined : this.#items.editors.get(item);
		if (editor) placeCaret(editor, up ? editor.state.doc.content.size : 0);
		return editor !== undefined;
	}

	#beside(item: string, up: boolean): string | null {
		const order = this.#items.order();
		return order[order.indexOf(item) + (up ? -1 : 1)] ?? null;
	}

	/** The item above or below on the page, with its editor; null: there is none. */
	neighbour(item: string, up: boolean): { readonly item: string; readonly editor: Editor } | null {
		const next = this.#beside(item, up);
		const editor = next === null ? undefined : this.#items.editors.get(next);
		return next === null || !editor ? null : { item: next, editor };
	}

	#quietly<T>(what: () => T): T {
		this.#moving = true;
		try {
			return what();
		} finally {
			this.#moving = false;
		}
	}

	/** Every editor looks again at what is painted in it. */
	#paint(): void {
		this.#quietly(() => {
			for (const [item, { view, state, isDestroyed }] of this.#items.editors) {
				if (isDestroyed) continue;
				view.dispatch(view.state.tr.setMeta('across', true));
				const title = this.#partOf(item, state)?.title === true;
				this.#items.titleField(item)?.toggleAttribute('data-selected-across', title);
			}
		});
	}
}
