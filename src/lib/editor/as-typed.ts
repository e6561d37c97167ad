import { Extension, type Editor } from '@tiptap/core';
import { Plugin, TextSelection, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from 'y-prosemirror';
import { leadingOwners, type Knows } from '#core/owners.ts';
import { addOwner, ownersOf, removeOwner } from '#document/actions.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { changedLines, linesById } from './changed-lines.ts';
import { idOf, kindOf } from './line.ts';
import { convert, lineAt, type PlacedLine } from './lines.ts';
import { markerOf } from './marker.ts';

interface Here {
	readonly session: MeetingSession;
	/** A first name, and initials that may be a word, are owners only where somebody is called so. */
	readonly knows: Knows;
}

/** The last recognition, so that Backspace right after gives back the very characters that were typed. */
interface Recognised {
	readonly line: string;
	readonly marker: string;
}

interface Memory {
	last: Recognised | null;
	/** Lines whose marker or owners were taken back: they stay words until they begin differently. */
	plain: Set<string>;
}

/**
 * Words that say what a line is, acted on as they are typed: `ACTION:` makes an action, `AGREED:` a decision, and the
 * owners at the head of an action (`ID to …`) are taken out of the words into its owners. Only what is typed or pasted
 * here is read; what others type is theirs to be recognised. Each such step is one step of undo, and what was taken back
 * is not done again.
 */
export const AsTyped = Extension.create<Here, Memory>({
	name: 'asTyped',
	// Before the keys: Backspace right after a recognition is not yet a Backspace at the start of a line.
	priority: 300,
	addStorage: () => ({ last: null, plain: new Set<string>() }),

	onUpdate({ transaction, appendedTransactions }) {
		const { editor, storage, options } = this;
		const change = transaction.getMeta(ySyncPluginKey) as Record<string, unknown> | undefined;
		const lines = changedLines(editor.state.doc, [transaction, ...appendedTransactions]);
		if (change?.['isUndoRedoOperation'] === true)
			for (const { node } of lines) if (readable(node, options.knows)) storage.plain.add(idOf(node));
		// An input method is still at work in the line: it is read when that is done.
		if (change?.['isChangeOrigin'] === true || editor.view.composing) return;
		read(editor, storage, options, lines, transaction);
	},

	addKeyboardShortcuts() {
		return {
			Backspace: () => {
				const { state, view } = this.editor;
				const line = lineAt(state);
				const { last } = this.storage;
				if (!line || !state.selection.empty || state.selection.$head.parentOffset !== 0) return false;
				if (last?.line !== idOf(line.node)) return false;
				this.storage.last = null;
				this.storage.plain.add(last.line);
				step(this.options.session, () => {
					const tr = convert(state.tr, line.at, 'point', null).insertText(last.marker, line.at + 1);
					view.dispatch(tr.setSelection(TextSelection.create(tr.doc, line.at + 1 + last.marker.length)));
				});
				return true;
			}
		};
	},

	addProseMirrorPlugins() {
		const { editor, storage, options } = this;
		return [
			new Plugin({
				props: {
					// The space typed after "ACTION:" belongs to the marker, not to the words.
					handleTextInput: (view, from, to, text) =>
						text === ' ' && from === to && view.state.doc.resolve(from).parentOffset === 0,
					handleDOMEvents: {
						compositionend: (view) => {
							setTimeout(() => {
								const line = view.isDestroyed ? null : lineAt(view.state);
								if (line && !view.composing) read(editor, storage, options, [line], null);
							}, 60);
							return false;
						}
					}
				}
			})
		];
	}
});

/** One step of undo, apart from the typing before and after it. */
export function step(session: MeetingSession, what: () => void): void {
	session.undo.stopCapturing();
	what();
	session.undo.stopCapturing();
}

const readable = (node: PlacedLine['node'], knows: Knows): boolean =>
	kindOf(node) === 'action' ? ownersAtHead(node.textContent, knows) !== null : markerOf(node) !== null;

function read(
	editor: Editor,
	memory: Memory,
	{ session, knows }: Here,
	lines: readonly PlacedLine[],
	transaction: Transaction | null
): void {
	memory.last = null;
	const before = transaction ? linesById(transaction.before) : null;
	for (const { node } of [...lines].reverse()) {
		// Each is found anew: what was done to one may have moved the others.
		const line = find(editor, idOf(node));
		if (!line) continue;
		const was = before?.get(idOf(node));
		if (was && kindOf(was) === 'action' && kindOf(line.node) !== 'action')
			giveOwnersBack(editor, line, session);
		else if (!readable(line.node, knows)) memory.plain.delete(idOf(line.node));
		else if (memory.plain.has(idOf(line.node))) continue;
		else if (kindOf(line.node) === 'action') liftOwners(editor, line, session, knows);
		else memory.last = makeMarked(editor, line, session);
	}
}

function find(editor: Editor, id: string): PlacedLine | null {
	let found: PlacedLine | null = null;
	editor.state.doc.forEach((node, at, index) => {
		if (idOf(node) === id) found ??= { node, at, index };
	});
	return found;
}

function makeMarked(editor: Editor, line: PlacedLine, session: MeetingSession): Recognised | null {
	const found = markerOf(line.node);
	if (!found) return null;
	step(session, () => {
		const { kind, verb, from, to } = found;
		const tr = convert(editor.state.tr, line.at, kind, verb);
		const start = line.at + 1;
		if (to < line.node.content.size) tr.delete(start + to, start + line.node.content.size);
		editor.view.dispatch(tr.delete(start, start + from));
		for (const owner of found.owners) session.change(() => addOwner(session.doc, idOf(line.node), owner));
	});
	return found.owners.length > 0
		? null
		: { line: idOf(line.node), marker: line.node.textContent.slice(0, found.from) };
}

/** The owners at the head of an action's words, once something stands behind them. */
function ownersAtHead(text: string, knows: Knows) {
	const lead = leadingOwners(text, knows);
	return lead && /^\S+\s/.test(lead.rest) ? lead : null;
}

function liftOwners(editor: Editor, line: PlacedLine, session: MeetingSession, knows: Knows): void {
	const text = line.node.textContent;
	const lead = ownersAtHead(text, knows);
	if (!lead) return;
	const id = idOf(line.node);
	step(session, () => {
		editor.view.dispatch(editor.state.tr.delete(line.at + 1, line.at + 1 + text.length - lead.rest.length));
		session.change(() => {
			for (const owner of lead.owners) addOwner(session.doc, id, owner);
		});
	});
}

/** An action that becomes something else keeps every word of it: its owners stand at the head of the line again. */
function giveOwnersBack(editor: Editor, line: PlacedLine, session: MeetingSession): void {
	const owners = ownersOf(session.doc, idOf(line.node));
	if (owners.length === 0) return;
	editor.view.dispatch(
		editor.state.tr.insertText(`${owners.map(({ written }) => written).join(', ')} `, line.at + 1)
	);
	session.change(() => {
		for (const { key } of owners) removeOwner(session.doc, key);
	});
}
