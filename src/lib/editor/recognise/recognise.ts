import { Extension, type Editor } from '@tiptap/core';
import { Plugin, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from 'y-prosemirror';
import type { LineKind, Verb } from '#core/minutes/minutes.ts';
import type { Knows } from '#core/reading/read-owners.ts';
import {
	chooseOwner,
	ownersAsTyped,
	ownersOf,
	removeOwner,
	takeOwners,
	type KeyedOwner
} from '#document/minutes/actions.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { changedLines, linesById } from '#lib/editor/binding/changed-lines.ts';
import { idOf, kindOf, verbOf } from '#lib/editor/schema/line.ts';
import { convert, lineAt, type PlacedLine } from '#lib/editor/schema/lines.ts';
import { markerOf, ownersInWords } from './marker.ts';

interface Here {
	readonly session: MeetingSession;
	/** A first name, and initials that may be a word, are owners only where somebody is called so. */
	readonly knows: Knows;
	/** Owners were just typed into this action: the page asks who is meant where that is open. */
	readonly ownersTyped: (action: string) => void;
}

/** One thing that was done to a line, and what puts it back. */
interface Deed {
	readonly line: string;
	/** The line was made what its words say it is. */
	readonly was: { readonly kind: LineKind; readonly verb: Verb | null } | null;
	/** The characters that went, from the head of the line and from its end. */
	head: string;
	readonly tail: string;
	/** The owners that came of them. */
	readonly owners: readonly string[];
}

/** What the last key set off: Backspace right after it, with the caret still there, gives the very characters back. */
interface Recognised {
	readonly line: string;
	readonly offset: number;
	/** In the order in which it was done. */
	readonly deeds: readonly Deed[];
}

interface Memory {
	last: Recognised | null;
	/** While something is being read: what was done so far. */
	deeds: Deed[] | null;
	/** Lines whose marker or owners were taken back: they stay words until they begin differently. */
	plain: Set<string>;
	/** Whom somebody chose for owners that went back into the words, by their keys: an action again, they are who they were. */
	chosen: Map<string, Pick<KeyedOwner, 'chosen' | 'outside'>>;
}

/**
 * Words that say what a line is, acted on as they are typed: `ACTION:` makes an action, `AGREED:` a decision, and the
 * owners in the words of an action (`ID to …`, `… (Action: ID)`) are taken out into its owners. Only what is typed or
 * pasted here is read; what others type is theirs to be recognised. Each such step is one step of undo, and what was
 * taken back is not done again.
 */
export const Recognise = Extension.create<Here, Memory>({
	name: 'asTyped',
	// Before the keys: Backspace right after a recognition is not yet a Backspace at the start of a line.
	priority: 300,
	addStorage: () => ({ last: null, deeds: null, plain: new Set<string>(), chosen: new Map() }),

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
				const { editor, storage, options } = this;
				const { last } = storage;
				if (!last || !isRightAfter(editor, last)) return false;
				storage.last = null;
				storage.plain.add(last.line);
				step(options.session, () => {
					for (const deed of [...last.deeds].reverse()) takeBack(editor, options.session, deed);
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
					handleTextInput: (view, from, to, text) => {
						if (text !== ' ' || from !== to || view.state.doc.resolve(from).parentOffset !== 0) return false;
						const marked = storage.last?.deeds[0];
						if (storage.last && marked && isRightAfter(editor, storage.last)) marked.head += text;
						return true;
					},
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
	kindOf(node) === 'action'
		? ownersInWords(node.textContent, knows) !== null
		: markerOf(node, knows) !== null;

/** What is done to a line may let more be read in it: then this runs within itself. */
function read(
	editor: Editor,
	memory: Memory,
	here: Here,
	lines: readonly PlacedLine[],
	transaction: Transaction | null
): void {
	if (memory.deeds !== null) return readLines(editor, memory, here, lines, transaction, memory.deeds);
	const deeds: Deed[] = (memory.deeds = []);
	try {
		readLines(editor, memory, here, lines, transaction, deeds);
	} finally {
		memory.deeds = null;
	}
	const pasted = transaction?.getMeta('paste') === true || transaction?.getMeta('uiEvent') === 'drop';
	memory.last = pasted ? null : lastOf(editor, deeds);
	if (memory.last?.deeds.some(({ owners }) => owners.length > 0)) here.ownersTyped(memory.last.line);
}

function readLines(
	editor: Editor,
	memory: Memory,
	here: Here,
	lines: readonly PlacedLine[],
	transaction: Transaction | null,
	deeds: Deed[]
): void {
	const before = transaction ? linesById(transaction.before) : null;
	for (const { node } of [...lines].reverse()) {
		// Each is found anew: what was done to one may have moved the others.
		const line = find(editor, idOf(node));
		if (!line) continue;
		const was = before?.get(idOf(node));
		const kind = kindOf(line.node);
		const wasKind = was && kindOf(was);
		// Whoever makes a line an action means all of its words, also those that were taken back before.
		if (kind === 'action' && wasKind !== undefined && wasKind !== 'action') memory.plain.delete(idOf(node));
		if (kind !== 'action' && wasKind === 'action') {
			// "(Action: ID)" stands there again, and is not read again.
			memory.plain.add(idOf(node));
			giveOwnersBack(editor, memory, line, here.session);
		} else if (!readable(line.node, here.knows)) memory.plain.delete(idOf(line.node));
		else if (memory.plain.has(idOf(line.node))) continue;
		else if (kindOf(line.node) === 'action') takeOut(editor, memory, line, here, deeds);
		else makeMarked(editor, line, here, deeds);
	}
}

function lastOf(editor: Editor, deeds: readonly Deed[]): Recognised | null {
	const line = lineAt(editor.state);
	if (!line) return null;
	const here = deeds.filter((deed) => deed.line === idOf(line.node));
	const offset = editor.state.selection.$head.parentOffset;
	return here.length > 0 ? { line: idOf(line.node), offset, deeds: here } : null;
}

function isRightAfter({ state }: Editor, { line, offset }: Recognised): boolean {
	const { empty, $head } = state.selection;
	const here = lineAt(state);
	return empty && here !== null && idOf(here.node) === line && $head.parentOffset === offset;
}

function find(editor: Editor, id: string): PlacedLine | null {
	let found: PlacedLine | null = null;
	editor.state.doc.forEach((node, at, index) => {
		if (idOf(node) === id) found ??= { node, at, index };
	});
	return found;
}

function makeMarked(editor: Editor, line: PlacedLine, { session, knows }: Here, deeds: Deed[]): void {
	const found = markerOf(line.node, knows);
	if (!found) return;
	const { kind, verb, from, to } = found;
	const text = line.node.textContent;
	deeds.push({
		line: idOf(line.node),
		was: { kind: kindOf(line.node), verb: verbOf(line.node) },
		head: text.slice(0, from),
		tail: text.slice(to),
		owners: []
	});
	step(session, () => {
		const tr = convert(editor.state.tr, line.at, kind, verb);
		const start = line.at + 1;
		if (to < text.length) tr.delete(start + to, start + text.length);
		editor.view.dispatch(from > 0 ? tr.delete(start, start + from) : tr);
	});
}

/** The owners that stand in the words of an action go out of them. */
function takeOut(
	editor: Editor,
	memory: Memory,
	line: PlacedLine,
	{ session, knows }: Here,
	deeds: Deed[]
): void {
	const text = line.node.textContent;
	const found = ownersInWords(text, knows);
	if (!found) return;
	const words = text.slice(found.from, found.to);
	step(session, () => {
		// First where they go to: what is cut off between the two is there twice and not gone.
		let owners: string[] = [];
		session.change(() => {
			owners = takeOwners(session.doc, idOf(line.node), found.owners);
			for (const key of owners) {
				const before = memory.chosen.get(key);
				if (before) chooseOwner(session.doc, key, before.chosen, before.outside);
			}
		});
		deeds.push({
			line: idOf(line.node),
			was: null,
			head: found.place === 'head' ? words : '',
			tail: found.place === 'tail' ? words : '',
			owners
		});
		editor.view.dispatch(editor.state.tr.delete(line.at + 1 + found.from, line.at + 1 + found.to));
	});
}

function takeBack(editor: Editor, session: MeetingSession, deed: Deed): void {
	const line = find(editor, deed.line);
	if (!line) return;
	session.change(() => {
		for (const key of deed.owners) removeOwner(session.doc, key);
	});
	const { tr } = editor.state;
	if (deed.was) convert(tr, line.at, deed.was.kind, deed.was.verb);
	editor.view.dispatch(putBack(tr, line, deed.head, deed.tail).scrollIntoView());
}

/** The caret stays behind what comes in where it stands. */
function putBack(tr: Transaction, line: PlacedLine, head: string, tail: string): Transaction {
	if (tail !== '') tr.insertText(tail, line.at + line.node.nodeSize - 1);
	return head === '' ? tr : tr.insertText(head, line.at + 1);
}

/** An action that becomes something else keeps every word of it: its owners stand in the line again as they stood. */
function giveOwnersBack(editor: Editor, memory: Memory, line: PlacedLine, session: MeetingSession): void {
	const owners = ownersOf(session.doc, idOf(line.node));
	if (owners.length === 0) return;
	const { head, tail } = ownersAsTyped(owners);
	editor.view.dispatch(putBack(editor.state.tr, line, head, tail));
	session.change(() => {
		for (const { key, chosen, outside } of owners) {
			memory.chosen.set(key, { chosen, outside });
			removeOwner(session.doc, key);
		}
	});
}
