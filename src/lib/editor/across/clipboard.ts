import { Extension } from '@tiptap/core';
import { Fragment, Slice, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, Selection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { copyAction, ownersOf } from '#document/minutes/actions.ts';
import { findLine } from '#document/agenda/agenda.ts';
import { LINE } from '#document/fields.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { undressed } from '#lib/trusted.ts';
import { step } from '#lib/editor/recognise/recognise.ts';
import { freshId } from '#lib/editor/ids.ts';
import { idOf, kindOf } from '#lib/editor/schema/line.ts';
import { lineAt } from '#lib/editor/schema/lines.ts';
import { linesOfHtml, linesOfText, type PastedLine } from '#lib/editor/recognise/pasted.ts';

/**
 * Copy, cut, paste and drag. Whole lines travel as lines: with their kind, and within the meeting with the owners and the
 * due of an action; each paste is a line of its own. As text an action reads as it would be typed. What comes from
 * elsewhere is read line by line.
 */
export const Clipboard = Extension.create<{ session: MeetingSession; item: string }>({
	name: 'clipboard',
	addProseMirrorPlugins() {
		const { session, item } = this.options;
		return [
			new Plugin({
				props: {
					transformCopied: (slice, view) => wholeLines(slice, view.state),
					clipboardTextSerializer: (slice) =>
						childrenOf(slice.content)
							.map((line) => lineAsText(session, line))
							.join('\n'),
					transformPastedHTML: undressed,
					transformPasted: (slice) => anew(session, slice),
					handlePaste: (view, event, slice) => {
						const data = event.clipboardData;
						const html = data?.getData('text/html') ?? '';
						if (html.includes('data-pm-slice') && isOurs(session, html))
							return insert(view.state, slice, session, view.dispatch);
						const label = document.querySelector(`#item-${item} .item-number`)?.textContent ?? '';
						const text = linesOfText(data?.getData('text/plain') ?? '', label);
						const page = html === '' || html.includes('data-pm-slice') ? [] : linesOfHtml(html, label);
						// A few words out of a page are words: as text they keep the spaces around them.
						const words = page.length === 1 && page[0]?.kind === 'point' && text.length === 1;
						const lines = page.length === 0 || words ? text : page;
						const type = view.state.schema.nodes[LINE];
						if (!type || lines.length === 0) return false;
						const made = Fragment.from(lines.map((line) => nodeOf(view.state, line)));
						const plain = lines.length === 1 && lines[0]?.kind === 'point';
						return insert(view.state, new Slice(made, plain ? 1 : 0, plain ? 1 : 0), session, view.dispatch);
					}
				}
			})
		];
	}
});

/** An action out of another meeting left its owners there: as text it brings them along. */
const isOurs = (session: MeetingSession, html: string): boolean =>
	!html.includes('data-kind="action"') ||
	[...html.matchAll(/data-line="(\w+)"/g)].some(
		([, id = '']) => findLine(session.doc, id) !== null || ownersOf(session.doc, id).length > 0
	);

const childrenOf = (content: Fragment): ProseMirrorNode[] =>
	Array.from({ length: content.childCount }, (_, index) => content.child(index));

function nodeOf(state: EditorState, { kind, text }: PastedLine): ProseMirrorNode {
	const content = text === '' ? [] : [state.schema.text(text)];
	return state.schema.node(LINE, { id: freshId(), kind }, content);
}

/**
 * A selection from the start of one line to the start or end of another is those lines, closed; what begins in the
 * middle of a line is words and has neither kind nor id.
 */
function wholeLines(slice: Slice, { selection: { $from, $to } }: EditorState): Slice {
	const lines = childrenOf(slice.content);
	const first = lines[0];
	if (!first || first.type.name !== LINE || slice.openStart !== 1) return slice;
	if ($from.parentOffset > 0) {
		lines[0] = first.type.create({ kind: 'point' }, first.content);
		return new Slice(Fragment.from(lines), 1, slice.openEnd);
	}
	if ($to.parentOffset === 0 && lines.length > 1) lines.pop();
	else if ($to.parentOffset < $to.parent.content.size) {
		if (lines.length > 1) return slice;
		return new Slice(Fragment.from(first.type.create({ kind: 'point' }, first.content)), 1, 1);
	}
	return new Slice(Fragment.from(lines), 0, 0);
}

/** Pasted lines are new lines; an action of this meeting brings its owners and its due along. */
function anew(session: MeetingSession, slice: Slice): Slice {
	const lines = childrenOf(slice.content).map((line) => {
		if (line.type.name !== LINE) return line;
		const id = freshId();
		if (kindOf(line) === 'action' && idOf(line) !== '')
			session.change(() => copyAction(session.doc, idOf(line), id));
		return line.type.create({ ...line.attrs, id, label: null }, line.content);
	});
	return new Slice(Fragment.from(lines), slice.openStart, slice.openEnd);
}

/** An action reads as it would be typed, a bullet has its sign. */
export function lineAsText(session: MeetingSession, line: ProseMirrorNode): string {
	const words = line.textContent;
	switch (kindOf(line)) {
		case 'action': {
			const owners = ownersOf(session.doc, idOf(line)).map(({ written }) => written);
			return `ACTION: ${owners.length > 0 ? `${owners.join(', ')} ` : ''}${words}`;
		}
		case 'decision':
			return `${String(line.attrs['verb'] ?? 'decision').toUpperCase()}: ${words}`;
		case 'bullet':
			return `• ${words}`;
		case 'point':
		case 'heading':
		case 'paragraph':
			return words;
	}
}

/** Closed lines never break a line in two: they go in above it when the caret is at its start, else below it. */
function insert(
	state: EditorState,
	slice: Slice,
	session: MeetingSession,
	dispatch: (tr: Transaction) => void
): boolean {
	const { tr } = state;
	if (!tr.selection.empty) tr.deleteSelection();
	const line = lineAt(state.apply(tr));
	if (slice.openStart === 0 && slice.openEnd === 0 && line) {
		const { $from } = tr.selection;
		const after = line.at + line.node.nodeSize;
		if (line.node.content.size === 0) {
			const [first, ...rest] = childrenOf(slice.content);
			if (!first) return false;
			// The empty line itself becomes the first: somebody may be about to type in it.
			const id = idOf(line.node);
			if (kindOf(first) === 'action') session.change(() => copyAction(session.doc, idOf(first), id));
			const filled = first.type.create({ ...first.attrs, id }, first.content);
			tr.replaceWith(line.at, after, [filled, ...rest]);
		} else tr.insert($from.parentOffset === 0 ? line.at : after, slice.content);
		const end = tr.mapping.maps.at(-1);
		let caret = 0;
		end?.forEach((_from, _to, _start, stop) => (caret = stop));
		tr.setSelection(Selection.near(tr.doc.resolve(caret), -1));
	} else tr.replaceSelection(slice);
	step(session, () => dispatch(tr.setMeta('paste', true).scrollIntoView()));
	return true;
}
