import { Extension } from '@tiptap/core';
import { Plugin, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { initialsInWords } from '#core/reading/initials-in-words.ts';
import type { RosterEntry } from '#core/boards/people.ts';

/** Owners have chips of their own beside the words; here are all the others, in the line one writes in. */
function decorate({ selection }: EditorState, roster: readonly RosterEntry[]): DecorationSet | null {
	const { $head, empty } = selection;
	if ($head.depth < 1) return null;
	const start = $head.start(1);
	const caret = $head.parentOffset;
	const found = initialsInWords($head.node(1).textContent, roster);
	if (found.length === 0) return null;
	return DecorationSet.create(
		$head.doc,
		found.map(({ from, to, names }) => {
			const name = names.length > 1 ? `${names.join(' or ')}?` : (names[0] ?? '');
			const isHere = empty && caret >= from && caret <= to;
			return Decoration.inline(start + from, start + to, {
				class: 'initials',
				title: name,
				...(isHere && { 'data-name': name })
			});
		})
	);
}

/** Initials in the line of the caret are quietly marked; where the caret stands in them, their full name stands below. */
export const InitialsChip = Extension.create<{ roster: () => readonly RosterEntry[] }>({
	name: 'initialsChip',
	addProseMirrorPlugins() {
		const { roster } = this.options;
		return [new Plugin({ props: { decorations: (state) => decorate(state, roster()) } })];
	}
});
