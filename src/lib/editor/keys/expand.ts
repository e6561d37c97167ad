import { Extension, type Editor } from '@tiptap/core';
import { Plugin, type EditorState } from '@tiptap/pm/state';
import { ySyncPluginKey } from 'y-prosemirror';
import {
	abbreviationBefore,
	STAMP,
	stampBefore,
	stampOf,
	type PhraseBook
} from '#core/reading/abbreviations.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { step } from '#lib/editor/recognise/recognise.ts';
import { idOf } from '#lib/editor/schema/line.ts';
import { lineAt } from '#lib/editor/schema/lines.ts';

interface Here {
	readonly session: MeetingSession;
	readonly phrases: () => PhraseBook;
	readonly now: () => Instant;
}

/** What was written in place of what, and between that and the caret nothing but `behind`. */
interface Expansion {
	readonly line: string;
	readonly written: string;
	readonly words: string;
	readonly behind: '' | ' ';
}

interface Memory {
	/** The last letter came from here, by typing. */
	typed: boolean;
	last: Expansion | null;
}

/**
 * House phrases as they are typed: an abbreviation and a space become its words, two semicolons the time. Only what is
 * typed here expands, never what is pasted, undone or written by others. The letters stay as typed in a step of undo of
 * their own; Backspace right after gives them back at once.
 */
export const Expand = Extension.create<Here, Memory>({
	name: 'expand',
	// Behind the words that say what a line is: those look at the line as it was typed.
	priority: 250,
	addStorage: () => ({ typed: false, last: null }),

	onUpdate({ transaction }) {
		const { editor, storage, options } = this;
		const change = transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined;
		if (change?.isChangeOrigin === true) return;
		storage.last = null;
		// An input method is still at work in the line: it is read when that is done.
		if (!storage.typed || editor.view.composing) return;
		storage.typed = false;
		expand(editor, storage, options);
	},

	addKeyboardShortcuts() {
		return {
			Backspace: () => {
				const { editor, storage, options } = this;
				const { last } = storage;
				storage.last = null;
				const here = last && before(editor.state);
				if (!last || here?.line !== last.line || !here.text.endsWith(last.words + last.behind)) return false;
				const to = editor.state.selection.head - last.behind.length;
				write(editor, options, to - last.words.length, to, last.written);
				return true;
			}
		};
	},

	addProseMirrorPlugins() {
		const { editor, storage, options } = this;
		const forget = () => {
			storage.last = null;
			return false;
		};
		return [
			new Plugin({
				props: {
					handleTextInput: (_view, _from, _to, text) => {
						storage.typed = /[ ;]$/.test(text);
						return false;
					},
					handleKeyDown: (_view, { key }) =>
						key === 'Backspace' || key === 'Shift' || key === 'Control' ? false : forget(),
					handleDOMEvents: {
						mousedown: forget,
						blur: forget,
						compositionend: (view) => {
							setTimeout(() => {
								if (!storage.typed || view.isDestroyed || view.composing) return;
								storage.typed = false;
								expand(editor, storage, options);
							}, 60);
							return false;
						}
					}
				}
			})
		];
	}
});

/** The line of the caret up to it. */
function before(
	state: EditorState
): { readonly line: string; readonly text: string; readonly after: string } | null {
	const line = lineAt(state);
	if (!line || !state.selection.empty) return null;
	const text = line.node.textContent;
	const offset = state.selection.$head.parentOffset;
	return { line: idOf(line.node), text: text.slice(0, offset), after: text.slice(offset) };
}

function expand(editor: Editor, memory: Memory, options: Here): void {
	const here = before(editor.state);
	if (!here) return;
	const { line, text, after } = here;
	const start = editor.state.selection.head - text.length;
	const found = abbreviationBefore(text, after, options.phrases());
	const stamp = found ? null : stampBefore(text);
	if (found) {
		const { from, written, words } = found;
		write(editor, options, start + from, start + from + written.length, words);
		memory.last = { line, written, words, behind: ' ' };
	} else if (stamp !== null) {
		const words = stampOf(options.now());
		write(editor, options, start + stamp, start + text.length, words);
		memory.last = { line, written: STAMP, words, behind: '' };
	}
}

function write(editor: Editor, { session }: Here, from: number, to: number, words: string): void {
	step(session, () => editor.view.dispatch(editor.state.tr.insertText(words, from, to).scrollIntoView()));
}
