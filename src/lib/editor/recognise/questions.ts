/** What an item still asks whoever writes: who an owner is, and whether a line is an action of its own. */
import { Extension, type Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { readsAsAction, resolveOwner, type Knows } from '#core/reading/read-owners.ts';
import { knownNames } from '#core/reading/known-names.ts';
import type { ResolvedOwner } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { ownersOf, type KeyedOwner } from '#document/minutes/actions.ts';
import type { EditorHost } from '#lib/editor/host.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { step } from './recognise.ts';
import { idOf, kindOf } from '#lib/editor/schema/line.ts';
import { convert, lineAt } from '#lib/editor/schema/lines.ts';

export interface KnownOwner extends KeyedOwner {
	readonly resolved: ResolvedOwner;
}

/** The owners of an action as they stand this moment, and whom they mean. */
export const knownOwners = (
	{ doc }: MeetingSession,
	roster: readonly RosterEntry[],
	action: string
): KnownOwner[] =>
	ownersOf(doc, action).map((owner) => ({
		...owner,
		resolved: resolveOwner(owner.written, roster, owner.chosen, owner.outside)
	}));

export const isOpen = ({ resolved }: KnownOwner): boolean =>
	resolved.kind === 'ambiguous' || resolved.kind === 'unknown';

const MAY_BE_ACTION: readonly string[] = ['point', 'bullet', 'paragraph'];

/** The lines that follow an action and read as actions of their own: by place, and whether they do. */
export function offeredLines(doc: ProseMirrorNode, knows: Knows): boolean[] {
	let under = false;
	const offered: boolean[] = [];
	doc.forEach((node) => {
		const words = node.content.size > 0;
		const offer =
			under &&
			words &&
			MAY_BE_ACTION.includes(kindOf(node)) &&
			readsAsAction(node.textContent, knows) !== null;
		offered.push(offer);
		// A blank line between them changes nothing.
		if (words) under = offer || kindOf(node) === 'action';
	});
	return offered;
}

/** Makes the line an action. Its owners then go out of its words as if it had been typed as one. */
export function takeOffer(editor: Editor, page: EditorHost, line: string): void {
	editor.state.doc.forEach((node, at) => {
		if (idOf(node) !== line || kindOf(node) === 'action') return;
		step(page.session, () => editor.view.dispatch(convert(editor.state.tr, at, 'action', null)));
		page.announce('Now an action of its own.');
	});
}

/**
 * Takes up the question nearest to the caret: that of its own line, else of the lines above it in the item. Where nothing is
 * open, the owners of the caret's own action.
 */
export function answer(editor: Editor, page: EditorHost): void {
	const here = lineAt(editor.state);
	if (!here) return;
	const { doc } = editor.state;
	const roster = page.roster();
	const offered = offeredLines(doc, knownNames(roster));
	for (let index = here.index; index >= 0; index--) {
		const line = doc.child(index);
		if (offered[index]) return takeOffer(editor, page, idOf(line));
		if (kindOf(line) !== 'action') continue;
		const open = knownOwners(page.session, roster, idOf(line)).find(isOpen);
		if (open) return page.asking.ask(idOf(line), open.key, true);
		if (page.dueAsked(idOf(line))) return page.openAction(idOf(line));
	}
	if (kindOf(here.node) !== 'action') return page.announce('Nothing is asked here.');
	const [first] = knownOwners(page.session, roster, idOf(here.node));
	if (first) page.asking.ask(idOf(here.node), first.key, true);
	else page.openAction(idOf(here.node));
}

interface Memory {
	/** The line the caret was in. */
	line: string;
	/** Lines whose offer was said aloud. */
	said: Set<string>;
}

/**
 * Esc closes a list that came up by itself before it leaves the text; the list goes when the caret leaves its line. What is
 * offered is to be seen beside its line, and said once when the caret goes on.
 */
export const Questions = Extension.create<{ page: EditorHost }, Memory>({
	name: 'questions',
	priority: 250,
	addStorage: () => ({ line: '', said: new Set<string>() }),
	onSelectionUpdate() {
		const { page } = this.options;
		const { about } = page.asking;
		const line = lineAt(this.editor.state);
		const [from, to] = [this.storage.line, line ? idOf(line.node) : ''];
		if (about && !about.entered && to !== about.action) page.asking.close();
		if (from === to) return;
		this.storage.line = to;
		if (from === '' || this.storage.said.has(from) || !page.mayWrite()) return;
		const offered = offeredLines(this.editor.state.doc, knownNames(page.roster()));
		this.editor.state.doc.forEach((node, _at, index) => {
			if (idOf(node) !== from || !offered[index]) return;
			this.storage.said.add(from);
			page.announce('The line before reads as an action. Alt and Enter makes it one.');
		});
	},
	addKeyboardShortcuts() {
		return {
			Escape: () => {
				const { asking } = this.options.page;
				if (!asking.about) return false;
				asking.close();
				return true;
			}
		};
	}
});
