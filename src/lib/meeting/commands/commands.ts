/**
 * Everything the keyboard does on the meeting page, once. The list of keys, the menu of commands and the keymaps are made
 * from this: whoever adds a command adds it here, and it is in all of them. Long, because it is one table.
 */
import type { Editor } from '@tiptap/core';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import { keydownHandler } from '@tiptap/pm/keymap';
import type { LineKind, Verb } from '#core/minutes/minutes.ts';
import type { EditorKeys } from '#lib/editor/host.ts';
import type { MeetingPage } from '#lib/meeting/context.ts';
import { step } from '#lib/editor/recognise/recognise.ts';
import { carryLines } from '#lib/editor/keys/carry-lines.ts';
import { indentSelection } from '#lib/editor/keys/indent.ts';
import { convertSelection, moveLines } from '#lib/editor/schema/lines.ts';
import { nextPlaceholder } from './next-placeholder.ts';
import { paperAtCaret } from '#lib/editor/recognise/paper-links.ts';
import { answer } from '#lib/editor/recognise/questions.ts';

/** Where a command is given. */
export interface Here {
	readonly page: MeetingPage;
	/** The item whose text or title the caret is in, or was last in; '' when it was in none yet. */
	readonly item: string;
	/** The editor of that item. */
	readonly editor: Editor | null;
}

export interface Command {
	/** As the list of keys and the menu show it, imperative and in words. */
	readonly name: string;
	readonly group: 'Line' | 'Item' | 'Text' | 'Page';
	/** In ProseMirror's notation; the first is shown. None: only in the menu. Never a letter alone. */
	readonly keys: readonly string[];
	/** `words`: a caret in a text one may write in. `item`: an item, its title included. `page`: always. */
	readonly needs: 'words' | 'item' | 'page';
	/** Changes the minutes: readers are not offered it. */
	readonly writes: boolean;
	/** @returns whether the key is used up */
	run(here: Here): boolean;
}

/** A command that is one transaction of the caret's editor and one step of undo. */
const edits =
	(make: (state: EditorState) => Transaction | null, otherwise?: string) =>
	({ page, editor }: Here): boolean => {
		if (!editor?.isEditable) return false;
		const tr = make(editor.state);
		if (tr) step(page.session, () => editor.view.dispatch(tr.scrollIntoView()));
		else if (otherwise !== undefined) page.announce(otherwise);
		return true;
	};
/** Past the line beside it, or on into the item beside this one. */
const moves =
	(way: 'up' | 'down') =>
	({ page, item, editor }: Here): boolean => {
		if (!editor?.isEditable) return false;
		const within = moveLines(editor.state, way);
		const there = within ? null : page.across.neighbour(item, way === 'up');
		step(page.session, () => {
			if (within) editor.view.dispatch(within);
			else if (there) carryLines(editor, there.editor, way === 'up');
		});
		if (there) page.announce(`Moved into item ${page.headingOf(there.item)}`);
		else if (!within) page.announce(`This is the ${way === 'up' ? 'first' : 'last'} line of the minutes.`);
		return true;
	};
const as = (kind: LineKind, verb: Verb | null = null) =>
	edits((state) => convertSelection(state, kind, verb));

/** Of two keys the second is for keyboards on which Ctrl and Alt together write letters (AltGr and A is "á" in Britain). */
export const COMMANDS: readonly Command[] = [
	{
		name: 'Make it an action, or a point again',
		group: 'Line',
		keys: ['Mod-Alt-a', 'Alt-Shift-a'],
		needs: 'words',
		writes: true,
		run: as('action')
	},
	{
		name: 'Make it a decision, or a point again',
		group: 'Line',
		keys: ['Mod-Alt-d', 'Alt-Shift-d'],
		needs: 'words',
		writes: true,
		run: as('decision')
	},
	{
		name: 'Make it a sub-heading, or a point again',
		group: 'Line',
		keys: ['Mod-Alt-h', 'Alt-Shift-h'],
		needs: 'words',
		writes: true,
		run: as('heading')
	},
	{
		name: 'Make it a bullet, or a point again',
		group: 'Line',
		keys: ['Mod-Alt-b', 'Alt-Shift-b'],
		needs: 'words',
		writes: true,
		run: as('bullet')
	},
	{
		name: 'Make it a paragraph without a number',
		group: 'Line',
		keys: ['Mod-Alt-p', 'Alt-Shift-p'],
		needs: 'words',
		writes: true,
		run: as('paragraph')
	},
	{
		name: 'Indent: a point becomes a bullet',
		group: 'Line',
		keys: ['Tab'],
		needs: 'words',
		writes: true,
		run: edits(
			(state) => indentSelection(state, 'in'),
			'This line cannot go further in. Esc, then Tab, leaves the text.'
		)
	},
	{
		name: 'Outdent: a bullet becomes a point',
		group: 'Line',
		keys: ['Shift-Tab'],
		needs: 'words',
		writes: true,
		run: edits(
			(state) => indentSelection(state, 'out'),
			'This line cannot go further out. Esc, then Shift and Tab, leaves the text.'
		)
	},
	{
		name: 'Move the line up, on into the item above',
		group: 'Line',
		keys: ['Alt-ArrowUp'],
		needs: 'words',
		writes: true,
		run: moves('up')
	},
	{
		name: 'Move the line down, on into the item below',
		group: 'Line',
		keys: ['Alt-ArrowDown'],
		needs: 'words',
		writes: true,
		run: moves('down')
	},
	{
		name: 'Answer what is asked: who an owner is, whether a line is an action',
		group: 'Line',
		keys: ['Alt-Enter'],
		needs: 'words',
		writes: true,
		run: ({ page, editor }) => {
			if (editor) answer(editor, page);
			return true;
		}
	},
	{
		name: 'Begin the next item; after the last, a new one',
		group: 'Item',
		keys: ['Mod-Enter'],
		needs: 'item',
		writes: false,
		run: ({ page, item }) => {
			if (!page.goToItem(item, 1, 'start') && page.mayWrite()) page.addItem(item);
			page.agenda.goOn(item);
			return true;
		}
	},
	{
		name: 'Go to the actions of earlier meetings',
		group: 'Item',
		keys: ['Mod-Alt-m', 'Alt-Shift-m'],
		needs: 'page',
		writes: false,
		run: ({ page }) => {
			const first = document.querySelector<HTMLElement>('.arising select');
			if (first) first.focus();
			else page.announce('No actions of earlier meetings are listed here.');
			return true;
		}
	},
	{
		name: 'Purpose, lead, time and papers of the item',
		group: 'Item',
		keys: ['Mod-Alt-i', 'Alt-Shift-i'],
		needs: 'item',
		writes: true,
		run: ({ page, item }) => {
			if (page.agenda.keeps) page.agenda.planning = item;
			else page.announce('The notetaker or the chair plans the agenda.');
			return true;
		}
	},
	{
		name: 'Start the clock of this item',
		group: 'Item',
		keys: [],
		needs: 'item',
		writes: true,
		run: ({ page, item }) => {
			if (page.agenda.keeps) page.agenda.begin(item);
			page.announce(
				page.agenda.keeps
					? `The clock runs: item ${page.headingOf(item)}`
					: 'The notetaker or the chair starts the clock.'
			);
			return true;
		}
	},
	{
		name: 'Stop the clock',
		group: 'Item',
		keys: [],
		needs: 'page',
		writes: true,
		run: ({ page }) => {
			if (page.agenda.keeps) page.agenda.begin(null);
			page.announce(page.agenda.keeps ? 'The clock stands.' : 'The notetaker or the chair stops the clock.');
			return true;
		}
	},
	{
		name: 'Open the paper that the words at the caret name, at its page',
		group: 'Text',
		keys: ['Mod-Alt-o', 'Alt-Shift-o'],
		needs: 'words',
		writes: false,
		run: ({ page, editor }) => {
			const path = editor && paperAtCaret(editor.state);
			if (path) window.open(path, '_blank', 'noopener');
			else page.announce('The words here name no paper of this item, such as p. 6, para 4.3.');
			return true;
		}
	},
	{
		name: 'Go back to the item before',
		group: 'Item',
		keys: ['Mod-Shift-Enter'],
		needs: 'item',
		writes: false,
		run: ({ page, item }) => {
			page.goToItem(item, -1, 'end');
			return true;
		}
	},
	{
		name: 'Move the item up',
		group: 'Item',
		keys: ['Alt-Shift-ArrowUp'],
		needs: 'item',
		writes: true,
		run: ({ page, item }) => {
			page.moveItem(item, 'up');
			return true;
		}
	},
	{
		name: 'Move the item down',
		group: 'Item',
		keys: ['Alt-Shift-ArrowDown'],
		needs: 'item',
		writes: true,
		run: ({ page, item }) => {
			page.moveItem(item, 'down');
			return true;
		}
	},
	{
		name: 'Add an item below',
		group: 'Item',
		keys: [],
		needs: 'item',
		writes: true,
		run: ({ page, item }) => {
			page.addItem(item);
			return true;
		}
	},
	{
		name: 'Remove the item',
		group: 'Item',
		keys: [],
		needs: 'item',
		writes: true,
		run: ({ page, item }) => {
			page.removeItem(item, true);
			return true;
		}
	},
	{
		name: 'Private note beside the item, for whoever takes the notes',
		group: 'Item',
		keys: ['Mod-Alt-n', 'Alt-Shift-n'],
		needs: 'item',
		writes: true,
		run: ({ page, item }) => {
			if (page.notes && item !== '') page.notes.of(item).write();
			else page.announce('Private notes are for whoever takes the notes of this meeting, or chairs it.');
			return true;
		}
	},
	{
		name: 'Comment on this point, or on what is selected',
		group: 'Text',
		keys: ['Mod-Alt-c', 'Alt-Shift-c'],
		needs: 'page',
		writes: false,
		run: ({ page, item }) => {
			page.remarks.begin('comment', item);
			return true;
		}
	},
	{
		name: 'Suggest instead of writing, or write again',
		group: 'Page',
		keys: ['Mod-Alt-y', 'Alt-Shift-y'],
		needs: 'page',
		writes: false,
		run: ({ page }) => {
			page.toggleSuggesting();
			return true;
		}
	},
	{
		name: 'Suggest other words for this point',
		group: 'Text',
		keys: ['Mod-Alt-s', 'Alt-Shift-s'],
		needs: 'page',
		writes: false,
		run: ({ page, item }) => {
			page.remarks.begin('suggestion', item);
			return true;
		}
	},
	{
		name: 'Comment on this item',
		group: 'Item',
		keys: [],
		needs: 'item',
		writes: false,
		run: ({ page, item }) => {
			page.remarks.begin('comment', item, null);
			return true;
		}
	},
	{
		name: 'Ask the notetaker to record something in this item',
		group: 'Item',
		keys: [],
		needs: 'item',
		writes: false,
		run: ({ page, item }) => {
			page.remarks.begin('request', item, null);
			return true;
		}
	},
	{
		name: 'Go to the next open remark',
		group: 'Text',
		keys: ['Mod-Alt-k', 'Alt-Shift-k'],
		needs: 'page',
		writes: false,
		run: ({ page, item }) => {
			page.remarks.next(item);
			return true;
		}
	},
	{
		name: 'Select the line; again the item; again everything, to copy it',
		group: 'Text',
		keys: ['Mod-a'],
		needs: 'words',
		writes: false,
		run: ({ page, item }) => page.across.all(item)
	},
	{
		name: 'Go to the next “??”, which is to be confirmed',
		group: 'Text',
		keys: ['Mod-Alt-x', 'Alt-Shift-x'],
		needs: 'page',
		writes: false,
		run: ({ page, item }) => {
			nextPlaceholder(page, item);
			return true;
		}
	},
	{
		name: 'Go to where somebody else is writing; again: to the next',
		group: 'Text',
		keys: ['Mod-Alt-g', 'Alt-Shift-g'],
		needs: 'page',
		writes: false,
		run: ({ page }) => {
			page.together.goToWriter();
			return true;
		}
	},
	{
		name: 'Go to the start of the minutes',
		group: 'Text',
		keys: ['Mod-Home'],
		needs: 'words',
		writes: false,
		run: ({ page, item }) => page.across.edge(item, true, false)
	},
	{
		name: 'Go to the end of the minutes',
		group: 'Text',
		keys: ['Mod-End'],
		needs: 'words',
		writes: false,
		run: ({ page, item }) => page.across.edge(item, false, false)
	},
	{
		name: 'Undo your last change, in whichever item',
		group: 'Text',
		keys: ['Mod-z'],
		needs: 'page',
		writes: true,
		run: ({ page }) => {
			page.history('undo');
			return true;
		}
	},
	{
		name: 'Redo',
		group: 'Text',
		keys: ['Mod-y', 'Mod-Shift-z'],
		needs: 'page',
		writes: true,
		run: ({ page }) => {
			page.history('redo');
			return true;
		}
	},
	{
		name: 'Roll-call: who is here, who comes and goes',
		group: 'Page',
		keys: ['Mod-Alt-r', 'Alt-Shift-r'],
		needs: 'page',
		writes: true,
		run: ({ page }) => {
			page.openRollCall();
			return true;
		}
	},
	{
		name: 'Pause others’ changes, or show what waits',
		group: 'Page',
		keys: ['Mod-Alt-f', 'Alt-Shift-f'],
		needs: 'page',
		writes: false,
		run: ({ page }) => {
			page.together.togglePause();
			return true;
		}
	},
	{
		name: 'Show this list of keys',
		group: 'Page',
		keys: ['Mod-/'],
		needs: 'page',
		writes: false,
		run: ({ page }) => {
			page.openKeys();
			return true;
		}
	},
	{
		name: 'Open the menu of commands',
		group: 'Page',
		keys: ['Alt-F10'],
		needs: 'page',
		writes: false,
		run: ({ page }) => {
			page.openMenu();
			return true;
		}
	},
	{
		name: 'Leave the text, so that Tab goes on to the next control',
		group: 'Page',
		keys: ['Escape'],
		needs: 'words',
		writes: false,
		run: ({ page, item }) => {
			page.leave(item);
			return true;
		}
	}
];

/** What keys and words do by themselves; in the list of keys, but nothing a menu could do. */
export const HABITS: readonly { readonly keys: string; readonly what: string }[] = [
	{ keys: 'Enter', what: 'Next point, or next bullet' },
	{ keys: 'Enter twice', what: 'Leave a list: the empty bullet becomes a point' },
	{ keys: 'Backspace at the start', what: 'Back to a point; once more joins the line above' },
	{ keys: 'Delete at the end', what: 'Fetch the line below' },
	{ keys: 'Shift + an arrow, Page Up or Page Down', what: 'Select, on into other items: to copy' },
	{ keys: 'Page Up, Page Down', what: 'A window further, through all items' },
	{ keys: 'Ctrl + F', what: 'Find in all items: the browser’s own' },
	{
		keys: 'ACTION: and DECISION:',
		what: 'At the start of a line: an action, a decision. Backspace takes it back'
	},
	{
		keys: 'An abbreviation and a space',
		what: 'Its words, as on your account. Backspace gives the letters back'
	},
	{ keys: '??', what: 'To be confirmed: listed in Review' },
	{ keys: ';;', what: 'The time now. Backspace takes it back' }
];

export const commandsFor = (mayWrite: boolean): readonly Command[] =>
	COMMANDS.filter(({ writes }) => mayWrite || !writes);

/** A keymap of the commands that can be given where there is no caret in a text: a title, or the page itself. */
export function keysOutside(where: 'item' | 'page', here: () => Here): (event: KeyboardEvent) => boolean {
	const bindings = Object.fromEntries(
		COMMANDS.filter(({ needs }) => needs === 'page' || needs === where).flatMap((command) =>
			command.keys.map((keys) => [
				keys,
				() => {
					const now = here();
					return (now.page.mayWrite() || !command.writes) && command.run(now);
				}
			])
		)
	);
	const handle = keydownHandler(bindings);
	return (event) => handle({} as never, event);
}

/** The commands as the editor of an item binds them. */
export const keysInItem =
	(page: MeetingPage): EditorKeys =>
	(item, editor) =>
		Object.fromEntries(
			COMMANDS.flatMap((command) =>
				command.keys.map((keys) => [
					keys,
					() => {
						const here = editor();
						return (here.isEditable || !command.writes) && command.run({ page, item, editor: here });
					}
				])
			)
		);
