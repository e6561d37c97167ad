import { Extension } from '@tiptap/core';
import { DOMSerializer, Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { LINE } from '#document/fields.ts';
import type { EditorHost } from '#lib/editor/host.ts';
import { lineAsText } from './clipboard.ts';
import { readCaret } from '#lib/editor/place-caret.ts';

const MOVES = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];
const HOLDS = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock'];

/** Caret and selection go on into the next item; what is selected over several items can be copied, not changed. */
export const CrossItemKeys = Extension.create<{ item: string; page: EditorHost }>({
	name: 'oneText',
	// Before every key that changes a text.
	priority: 400,
	addProseMirrorPlugins() {
		const { item, page } = this.options;
		const { across } = page;
		const move = ({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean => {
			const jump = ctrlKey || metaKey;
			switch (key) {
				case 'ArrowUp':
				case 'ArrowDown':
					return metaKey
						? across.edge(item, key === 'ArrowUp', shiftKey)
						: across.row(item, key === 'ArrowUp', shiftKey);
				case 'ArrowLeft':
				case 'ArrowRight':
					return across.letter(item, key === 'ArrowLeft', shiftKey);
				case 'PageUp':
				case 'PageDown':
					return !jump && across.page(item, key === 'PageUp', shiftKey);
				case 'Home':
				case 'End':
					return jump && across.edge(item, key === 'Home', shiftKey);
				default:
					return false;
			}
		};
		/** While several items are selected. @returns null: the key does what it always does */
		const whileSelected = (event: KeyboardEvent): boolean | null => {
			const { key, shiftKey, ctrlKey, metaKey } = event;
			if (HOLDS.includes(key) || (MOVES.includes(key) && shiftKey)) return null;
			if (MOVES.includes(key)) {
				across.drop(['ArrowUp', 'ArrowLeft', 'PageUp', 'Home'].includes(key) ? 'first' : 'last');
				return true;
			}
			if ((ctrlKey || metaKey) && ['a', 'c', 'x', 'f'].includes(key.toLowerCase())) return null;
			if (key === 'Backspace' || key === 'Delete') {
				page.announce('What is selected over several items can be copied. Delete within one item.');
				return true;
			}
			across.drop();
			return null;
		};
		const copy = (event: ClipboardEvent, schema: EditorState['schema']): boolean => {
			if (!across.on || !event.clipboardData) return false;
			const lines = across.parts().flatMap(({ item: of, state, from, to, title }) => {
				const words = [page.headingOf(of)].filter((heading) => title && heading !== '');
				const head = words.map((text) =>
					schema.node(LINE, { id: null, kind: 'heading' }, [schema.text(text)])
				);
				return [...head, ...linesOf(state, from, to)];
			});
			const box = document.createElement('div');
			box.append(DOMSerializer.fromSchema(schema).serializeFragment(Fragment.from(lines)));
			box.firstElementChild?.setAttribute('data-pm-slice', '0 0 []');
			event.clipboardData.setData('text/html', box.innerHTML);
			event.clipboardData.setData(
				'text/plain',
				lines.map((line) => lineAsText(page.session, line)).join('\n')
			);
			event.preventDefault();
			return true;
		};
		return [
			new Plugin({
				props: {
					handleKeyDown: (view, event) => {
						if (event.isComposing) return false;
						// A letter goes where the browser has the caret; everything else where the editor knows it to be.
						if (event.key.length > 1 || event.ctrlKey || event.altKey || event.metaKey) readCaret(view);
						if (event.altKey) {
							if (across.on && !HOLDS.includes(event.key)) across.drop();
							return false;
						}
						const held = across.on ? whileSelected(event) : null;
						if (held !== null) return held;
						return move(event);
					},
					handlePaste: () => {
						if (across.on) across.drop();
						return false;
					},
					handleDOMEvents: {
						compositionstart: () => {
							if (across.on) across.drop();
							return false;
						},
						copy: (view, event) => copy(event, view.state.schema),
						cut: (view, event) => {
							const copied = copy(event, view.state.schema);
							if (copied) page.announce('Copied. What is selected over several items is not cut.');
							return copied;
						},
						mousedown: (view, event) => {
							if (!event.shiftKey || event.button !== 0) return false;
							const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
							if (!at || !across.pressed(page.active(), item, at.pos)) return false;
							event.preventDefault();
							return true;
						}
					},
					decorations: (state) => {
						const part = across.painted(item, state);
						return (
							part &&
							DecorationSet.create(state.doc, [
								Decoration.inline(part.from, part.to, { class: 'selected-across' })
							])
						);
					}
				},
				view: () => ({
					update: (view, before) => {
						if (view.state.doc.eq(before.doc) && !view.state.selection.eq(before.selection))
							across.moved(item, view.state);
					}
				})
			})
		];
	}
});

/** The selected lines of one item; what begins or ends in the middle of a line is words, without kind and id. */
function linesOf({ doc }: EditorState, from: number, to: number): ProseMirrorNode[] {
	const lines: ProseMirrorNode[] = [];
	doc.forEach((node, at) => {
		const [first, last] = [Math.max(from - at - 1, 0), Math.min(to - at - 1, node.content.size)];
		if (first > node.content.size || last < 0 || (node.content.size > 0 && first === last)) return;
		if (first === 0 && last === node.content.size) lines.push(node);
		else lines.push(node.type.create({ kind: 'point' }, node.content.cut(first, last)));
	});
	return lines;
}
