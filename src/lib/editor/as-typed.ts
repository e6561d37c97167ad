import { Extension, type Editor } from '@tiptap/core';
import { Plugin, TextSelection, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from 'y-prosemirror';
import { leadingOwners } from '#core/owners.ts';
import { actionMarker, decisionMarker } from '#core/phrases.ts';
import { addOwner } from '#document/actions.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { idOf, kindOf } from './line.ts';
import { convert, lineAt, type PlacedLine } from './lines.ts';

/** The last recognition, so that Backspace right after gives back the very characters that were typed. */
interface Recognised {
	readonly line: string;
	readonly marker: string;
}

/**
 * Words that say what a line is, acted on as they are typed: `ACTION:` makes an action, `AGREED:` a decision, and the
 * owners at the head of an action (`ID to …`) are taken out of the words into its owners. Only what is typed or pasted
 * here is read; what others type is theirs to be recognised.
 */
export const AsTyped = Extension.create<
	{ session: MeetingSession },
	{ last: Recognised | null; plain: Set<string> }
>({
	name: 'asTyped',
	addStorage: () => ({ last: null, plain: new Set<string>() }),

	onUpdate({ transaction }) {
		if (cameFromOthers(transaction)) return;
		this.storage.last = null;
		for (const line of changedLines(this.editor, transaction).reverse()) {
			const marked = recogniseMarker(this.editor, line, this.storage.plain);
			if (marked) this.storage.last = marked;
			else liftOwners(this.editor, line, this.options.session);
		}
	},

	addKeyboardShortcuts() {
		return {
			Backspace: () => {
				const { state } = this.editor;
				const line = lineAt(state);
				if (!line || !state.selection.empty || state.selection.$head.parentOffset !== 0) return false;
				const { last } = this.storage;
				if (last && last.line === idOf(line.node)) {
					this.storage.last = null;
					this.storage.plain.add(last.line);
					const tr = convert(state.tr, line.at, 'point', null).insertText(last.marker, line.at + 1);
					this.editor.view.dispatch(
						tr.setSelection(TextSelection.create(tr.doc, line.at + 1 + last.marker.length))
					);
					return true;
				}
				// At the head of anything that is no point, Backspace first makes it one; a second joins it to the line above.
				if (kindOf(line.node) === 'point') return false;
				this.editor.view.dispatch(convert(state.tr, line.at, 'point', null));
				return true;
			}
		};
	},

	addProseMirrorPlugins: () => [
		new Plugin({
			props: {
				// The space typed after "ACTION:" belongs to the marker, not to the words.
				handleTextInput: (view, from, to, text) =>
					text === ' ' && from === to && view.state.doc.resolve(from).parentOffset === 0
			}
		})
	]
});

const cameFromOthers = (transaction: Transaction): boolean =>
	(transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined)?.isChangeOrigin === true;

function changedLines(editor: Editor, transaction: Transaction): PlacedLine[] {
	const ranges: { from: number; to: number }[] = [];
	transaction.mapping.maps.forEach((map, index) => {
		const rest = transaction.mapping.slice(index + 1);
		map.forEach((_oldFrom, _oldTo, from, to) =>
			ranges.push({ from: rest.map(from, -1), to: rest.map(to, 1) })
		);
	});
	const lines: PlacedLine[] = [];
	editor.state.doc.forEach((node, at, index) => {
		if (ranges.some(({ from, to }) => from < at + node.nodeSize && to > at)) lines.push({ node, at, index });
	});
	return lines;
}

function recogniseMarker(editor: Editor, line: PlacedLine, plain: Set<string>): Recognised | null {
	const kind = kindOf(line.node);
	if (kind === 'action' || kind === 'decision' || kind === 'heading') return null;
	const text = line.node.textContent;
	const action = actionMarker(text);
	const decision = action ? null : decisionMarker(text);
	const rest = action?.rest ?? decision?.rest;
	const id = idOf(line.node);
	if (rest === undefined) {
		plain.delete(id);
		return null;
	}
	if (plain.has(id)) return null;
	const marker = text.slice(0, text.length - rest.length);
	// "AGREED:" says the verb; after a plain "DECISION:" the words that follow do.
	const verb = decision && !/^\W*decision/i.test(marker) ? decision.verb : null;
	const tr = convert(editor.state.tr, line.at, action ? 'action' : 'decision', verb);
	tr.delete(line.at + 1, line.at + 1 + marker.length);
	editor.view.dispatch(tr);
	return { line: id, marker };
}

/** Takes the owners out of the head of an action's words once something stands behind them. */
function liftOwners(editor: Editor, line: PlacedLine, session: MeetingSession): void {
	if (kindOf(line.node) !== 'action') return;
	const text = line.node.textContent;
	const lead = leadingOwners(text);
	if (!lead || !/^\S+\s/.test(lead.rest)) return;
	const id = idOf(line.node);
	editor.view.dispatch(editor.state.tr.delete(line.at + 1, line.at + 1 + text.length - lead.rest.length));
	session.change(() => {
		for (const owner of lead.owners) addOwner(session.doc, id, owner);
	});
}
