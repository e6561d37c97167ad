import type { Editor } from '@tiptap/core';
import { SvelteMap } from 'svelte/reactivity';
import type { PhraseBook } from '#core/reading/abbreviations.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { itemLabels } from '#core/minutes/numbering.ts';
import { londonDate } from '#core/kernel/time.ts';
import { addItem, agenda, moveItem, setItemRemoved } from '#document/agenda/agenda.ts';
import { step } from '#lib/editor/recognise/recognise.ts';
import { setPlan } from '#document/agenda/item-plan.ts';
import { CrossItemSelection } from '#lib/editor/across/cross-item-selection.ts';
import { freshId } from '#lib/editor/ids.ts';
import { placeCaret } from '#lib/editor/place-caret.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { Together } from '#lib/together/together.svelte.ts';
import { OwnerAsking } from '#lib/meeting/register/asking.svelte.ts';
import type { PaperLine } from '#server/views/agenda/meeting-agenda.ts';
import type { MeetingRemarks } from '#server/views/remarks/remarks.ts';
import { keysInItem } from './commands/commands.ts';
import type { MeetingPage } from './context.ts';
import type { AgendaOnPage } from '#lib/meeting/agenda/agenda-page.svelte.ts';
import type { PrivateNotes } from '#lib/meeting/remarks/private-notes.svelte.ts';
import { RemarksOnPage } from '#lib/meeting/remarks/remarks.svelte.ts';

/** Where somebody writes, in words that hold in another copy of the text, too. */
export interface CaretPlace {
	readonly item: string;
	readonly line: string;
	/** Characters before it in that line. */
	readonly offset: number;
}

/** What the page knows when it is made. Functions are asked anew each time. */
export interface Given {
	readonly session: MeetingSession;
	readonly meeting: string;
	readonly roster: () => readonly RosterEntry[];
	readonly phrases: () => PhraseBook;
	/** One's own; null: one keeps none here. */
	readonly notes: PrivateNotes | null;
	readonly agenda: AgendaOnPage;
	readonly remarks: () => MeetingRemarks;
	/** By the rights of the person. */
	readonly mayWrite: () => boolean;
	readonly keepsRoster: () => boolean;
	/** The page knows what the words of an action came to. */
	readonly dueAsked: (action: string) => boolean;
	readonly openKeys: () => void;
	readonly openMenu: () => void;
	readonly openRollCall: () => void;
}

/** Where the caret is, which editors stand on the page, what is said aloud. */
export class PageState implements MeetingPage {
	readonly session: MeetingSession;
	readonly editors = new SvelteMap<string, Editor>();
	readonly roster: () => readonly RosterEntry[];
	readonly across: CrossItemSelection;
	readonly asking: OwnerAsking;
	readonly together: Together;
	/** By the rights of the person. */
	readonly #hasPen: () => boolean;
	/** The pen is laid down. */
	suggesting = $state(false);
	#active = $state('');
	/** Raised when caret or text moved. */
	moment = $state(0);
	said = $state('');
	/** The action whose fields are open over the page. */
	opened = $state<string | null>(null);
	readonly meeting: string;
	readonly phrases: () => PhraseBook;
	readonly notes: PrivateNotes | null;
	readonly agenda: AgendaOnPage;
	readonly remarks: RemarksOnPage;
	readonly keepsRoster: () => boolean;
	readonly dueAsked: (action: string) => boolean;
	readonly openKeys: () => void;
	readonly openMenu: () => void;
	readonly openRollCall: () => void;
	readonly keys = keysInItem(this);

	constructor({ session, meeting, agenda, remarks, mayWrite, ...given }: Given) {
		this.session = session;
		this.meeting = meeting;
		this.roster = given.roster;
		this.#hasPen = mayWrite;
		this.keepsRoster = given.keepsRoster;
		this.phrases = given.phrases;
		this.notes = given.notes;
		this.dueAsked = given.dueAsked;
		this.openKeys = given.openKeys;
		this.openMenu = given.openMenu;
		this.openRollCall = given.openRollCall;
		this.asking = new OwnerAsking(session, this.roster, (words) => this.announce(words));
		this.together = new Together(this);
		this.agenda = agenda;
		this.remarks = new RemarksOnPage(meeting, this, remarks);
		this.#followRescued();
		this.across = new CrossItemSelection({
			editors: this.editors,
			order: () => this.#order().filter((id) => this.editors.has(id)),
			titleField: (item) => {
				const field = document.getElementById(`title-${item}`);
				return field instanceof HTMLTextAreaElement ? field : null;
			},
			announce: (words) => this.announce(words)
		});
	}

	/** Words one types while somebody else takes their line away are put elsewhere: the caret goes along, into the middle of a word. */
	#followRescued(): void {
		let line: string | null = null;
		this.session.doc.on('beforeTransaction', ({ local }) => {
			if (local) return;
			const { editor } = this;
			line = editor?.view.hasFocus() ? lineOfCaret(editor) : null;
		});
		this.session.onRescued = ({ from, line: to, offset }) => {
			if (from !== line) return;
			for (const editor of this.editors.values())
				editor.state.doc.forEach((node, at) => {
					if (node.attrs['id'] === to) placeCaret(editor, at + 1 + Math.min(offset, node.content.size));
				});
		};
	}

	mayWrite = (): boolean => this.#hasPen() && !this.suggesting;

	toggleSuggesting = (): void => {
		if (!this.#hasPen()) return this.announce('You may suggest and not write here.');
		this.suggesting = !this.suggesting;
		this.announce(
			this.suggesting
				? 'You suggest now: the minutes stay as they are. Each line has a button for a remark.'
				: 'You write again.'
		);
	};

	active = (): string => this.#active;

	get editor(): Editor | null {
		return this.editors.get(this.#active) ?? null;
	}

	enter = (item: string): void => {
		// A list that came up by itself belongs to the line one was typing in.
		if (item !== this.#active && this.asking.about?.entered === false) this.asking.close();
		this.#active = item;
		this.moment++;
	};

	moved = (): void => {
		this.moment++;
	};

	leave = (item: string): void => {
		// Blurred, the browser still knows where one was: Tab goes on behind the text, Shift and Tab back into it.
		this.editors.get(item)?.view.dom.blur();
		this.announce('You left the text. Tab goes on; press Shift and Tab to go back.');
	};

	goToItem = (from: string, step: 1 | -1, where: 'start' | 'end'): boolean => {
		const order = this.#order();
		const next = order[order.indexOf(from) + step];
		const editor = next === undefined ? undefined : this.editors.get(next);
		if (!editor) return false;
		placeCaret(editor, where === 'start' ? 0 : editor.state.doc.content.size);
		return true;
	};

	addItem = (after: string | null): void => {
		const id = freshId();
		const { doc } = this.session;
		// The item itself is not one's own to take back: others may have written in it by then. Undo removes it from the
		// page, where it can be brought back.
		doc.transact(() => {
			addItem(doc, id, freshId(), '', after);
			setPlan(doc, id, { added: londonDate(Date.now()) });
			setItemRemoved(doc, id, true);
		}, 'new item');
		this.#step(() => setItemRemoved(doc, id, false));
		// The new item comes with the next frame; its title is where one types first.
		requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(`title-${id}`)?.focus()));
	};

	/** Puts the caret at the end of a line and brings it into view. */
	goToLine(item: string, line: string): void {
		const editor = this.editors.get(item);
		if (!editor) return;
		editor.state.doc.forEach((node, at) => {
			if (node.attrs['id'] === line) placeCaret(editor, at + node.nodeSize - 1);
		});
	}

	/** null: nobody writes in any of the texts here. */
	get caretPlace(): CaretPlace | null {
		const { editor } = this;
		if (!editor?.view.hasFocus()) return null;
		return {
			item: this.#active,
			line: lineOfCaret(editor),
			offset: editor.state.selection.$head.parentOffset
		};
	}

	/** The same place again, as near as there still is one. @returns false: its item is not on the page */
	resume({ item, line, offset }: CaretPlace): boolean {
		const editor = this.editors.get(item);
		if (!editor) return false;
		let at = editor.state.doc.content.size;
		editor.state.doc.forEach((node, start) => {
			if (node.attrs['id'] === line) at = start + 1 + Math.min(offset, node.content.size);
		});
		placeCaret(editor, at);
		return true;
	}

	papersOf = (item: string): readonly PaperLine[] => this.agenda.papersOf(item);

	openRemarks = (item: string, line: string): void => this.remarks.press(item, line);

	openAction = (action: string): void => {
		this.opened = action;
	};

	moveItem = (item: string, direction: 'up' | 'down'): void => {
		const focused = document.activeElement;
		let moved = false;
		this.#step(() => (moved = moveItem(this.session.doc, item, direction)));
		const end = direction === 'up' ? 'first' : 'last';
		this.announce(moved ? `Item moved ${direction}` : `This is the ${end} item.`);
		// Taken to another place on the page, a field loses the caret.
		requestAnimationFrame(() => {
			if (focused instanceof HTMLElement && focused !== document.body) focused.focus();
			document.getElementById(`item-${item}`)?.scrollIntoView({ block: 'nearest' });
		});
	};

	removeItem = (item: string, removed: boolean): void => {
		this.#step(() => setItemRemoved(this.session.doc, item, removed));
		this.announce(removed ? 'Item removed. It can be brought back where it stood.' : 'Item brought back');
	};

	headingOf = (item: string): string => {
		const { items } = this.session.draft;
		const at = items.findIndex(({ id }) => id === item);
		return `${itemLabels(items)[at] ?? ''} ${items[at]?.title ?? ''}`.trim();
	};

	history = (way: 'undo' | 'redo'): void => {
		const before = [...this.editors].map(([item, editor]) => ({ item, editor, doc: editor.state.doc }));
		const isDone = this.session.undo[way]() !== null;
		const over = passedOver(this.session.undo.passedOver);
		if (!isDone) {
			const nothing =
				way === 'undo' ? 'There is nothing more of yours to undo.' : 'There is nothing to redo.';
			this.announce(`${over}${nothing}`);
			return;
		}
		// One sees what was done: the caret goes where the text is another now, rather within the item it is in.
		const changed = before.filter(({ editor, doc }) => !editor.isDestroyed && !editor.state.doc.eq(doc));
		const place = changed.find(({ item }) => item === this.#active) ?? changed[0];
		const done = `${over}${way === 'undo' ? 'Undone' : 'Done again'}`;
		if (place) {
			const now = place.editor.state.doc.content;
			const start = now.findDiffStart(place.doc.content) ?? 0;
			placeCaret(place.editor, Math.max(now.findDiffEnd(place.doc.content)?.a ?? 0, start));
			this.announce(`${done}, in item ${this.headingOf(place.item)}`);
		} else this.announce(done);
	};

	announce = (words: string): void => {
		// Said twice running it would not be another text, and a screen reader would keep silent.
		this.said = words === this.said ? `${words}\u00a0` : words;
	};

	/** A change of the agenda is one step of undo, apart from what was typed a moment ago. */
	#step(what: () => void): void {
		step(this.session, () => this.session.change(what));
	}

	/** The items of the agenda that are not removed. */
	#order(): string[] {
		return agenda(this.session.doc)
			.filter(({ removed }) => !removed)
			.map(({ id }) => id);
	}
}

const lineOfCaret = ({ state }: Editor): string => String(state.selection.$head.node(1)?.attrs['id'] ?? '');

/** What undo leaves as it is, it says. */
const passedOver = (steps: number): string =>
	steps === 0
		? ''
		: steps === 1
			? 'Your last step was left as it is: somebody else has changed those words since. '
			: `Your last ${steps} steps were left as they are: somebody else has changed those words since. `;
