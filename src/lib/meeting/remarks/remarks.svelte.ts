import type { Editor } from '@tiptap/core';
import { invalidateAll } from '$app/navigation';
import {
	headWords,
	KIND_WORDS,
	outcomeWords,
	type RemarkAnswer,
	type RemarkKind
} from '#core/remarks/remarks.ts';
import type { Anchor } from '#core/remarks/remark-anchor.ts';
import { reuseEqual } from '#core/kernel/reuse-equal.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { anchorOf, lineIn } from '#document/remarks/anchors.ts';
import { bodyOf } from '#document/fields.ts';
import { step } from '#lib/editor/recognise/recognise.ts';
import { chosenWords } from '#lib/editor/marks/chosen-words.ts';
import { addPoint, findLine, setWords } from '#lib/editor/binding/insert-words.ts';
import type { MeetingRemarks, RemarkLine } from '#server/views/remarks/remarks.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { placeRemarks, type PlacedRemark } from './place-remarks.ts';

/** What is being written that is no reply. */
export interface Composing {
	/** What was typed is kept under it. */
	readonly key: string;
	readonly kind: RemarkKind;
	readonly anchor: Anchor | null;
	readonly quote: string;
	/** Of a suggestion: the point as it reads. */
	readonly before: string;
}

/** The thread that is open: at most one. */
export interface OpenThread {
	readonly item: string;
	/** null: about the item as a whole. */
	readonly line: string | null;
	readonly composing: Composing | null;
	/** The remark that is to have the focus. */
	readonly focus: string | null;
}

/** A suggestion for a point that has changed since: somebody has to look. */
export interface MovedOn {
	readonly remark: string;
	readonly now: string;
}

const REFUSED = 'The server refused it, so nothing was changed. Reload the page and try again.';
const UNREACHED =
	'The server could not be reached, so it was not recorded. What you typed is still here: try again when the lamp says Saved.';

/** What of the page they need. */
export interface RemarkedPage {
	readonly session: MeetingSession;
	readonly editors: ReadonlyMap<string, Editor>;
	announce(words: string): void;
}

/** What is said about the minutes, on the meeting page: where it stands, what is open, and what is done to it. */
export class RemarksOnPage {
	readonly #meeting: string;
	readonly #page: RemarkedPage;
	readonly #view: () => MeetingRemarks;
	open = $state.raw<OpenThread | null>(null);
	movedOn = $state.raw<MovedOn | null>(null);
	/** What was typed and not sent, by where it was typed: closing a thread loses no word. */
	readonly typed = new Map<string, string>();
	#placed: PlacedRemark[] | undefined;
	readonly placed: readonly PlacedRemark[] = $derived.by(() => {
		this.#placed = reuseEqual(this.#placed, placeRemarks(this.#page.session.draft, this.#view().remarks));
		return this.#placed;
	});
	/** What the server said to what was sent last: the id of a new remark. */
	#made: string | null = null;
	/** What the page has shown already, by remark: what is new is said. */
	#heard: ReadonlyMap<string, string> | null = null;

	constructor(meeting: string, page: RemarkedPage, view: () => MeetingRemarks) {
		this.#meeting = meeting;
		this.#page = page;
		this.#view = view;
	}

	get view(): MeetingRemarks {
		return this.#view();
	}

	get head(): string {
		return headWords(this.#view().remarks);
	}

	at(item: string, line: string | null): PlacedRemark[] {
		return this.placed.filter((one) => one.item === item && one.line === line);
	}

	/** Says what others did since it was last called. */
	hear(): void {
		const { remarks } = this.#view();
		const told = (one: RemarkLine) => `${one.state} ${one.replies.length}`;
		const before = this.#heard;
		this.#heard = new Map(remarks.map((one) => [one.id, told(one)]));
		if (before === null) return;
		for (const one of remarks) {
			const was = before.get(one.id);
			if (was === told(one)) continue;
			if (was === undefined) {
				if (!one.mine) this.#page.announce(`${KIND_WORDS[one.kind]} by ${one.name}. ${this.head}`);
			} else if (one.state !== 'open' && was.startsWith('open')) this.#page.announce(outcomeWords(one));
			else this.#page.announce(`Reply by ${one.replies.at(-1)?.name ?? one.name}`);
		}
	}

	/** The button at a line: its thread, and where there is none a new comment on what is selected in it. */
	press(item: string, line: string): void {
		if (this.open?.line === line && !this.open.composing) this.close();
		else if (this.at(item, line).length > 0) this.show(item, line, null);
		else this.begin('comment', item, line);
	}

	show(item: string, line: string | null, focus: string | null): void {
		this.movedOn = null;
		this.open = { item, line, composing: null, focus };
	}

	/** @param line that one; undefined: the one the caret or the selection is in */
	begin(kind: RemarkKind, active: string, line?: string | null): void {
		if (!this.#view().may.remark) return this.#page.announce('Remarks end with the signature.');
		if (line === null || kind === 'request') return this.#compose(active, null, kind);
		const chosen = this.#chosen(active, line ?? null);
		if (!chosen) return this.#page.announce('Put the caret into a point, or select its words, first.');
		const { item, words } = chosen;
		if (words.text.trim() === '') return this.#page.announce('This point is empty.');
		const { from, to, text } = words;
		const part = kind === 'comment' && from < to && to - from < text.length;
		const element = part ? this.#elementOf(item, words.line) : null;
		this.movedOn = null;
		this.open = {
			item,
			line: words.line,
			focus: null,
			composing: {
				key: `${kind} ${words.line}`,
				kind,
				anchor: element && anchorOf(element, from, to),
				quote: part ? text.slice(from, to) : text,
				before: kind === 'suggestion' ? text : ''
			}
		};
	}

	#compose(item: string, line: string | null, kind: RemarkKind): void {
		this.movedOn = null;
		const composing = { key: `${kind} ${item}`, kind, anchor: null, quote: '', before: '' };
		this.open = { item, line, focus: null, composing };
	}

	/** Where nobody may write there is no active item: the selection tells. */
	#chosen(active: string, line: string | null) {
		const { editors } = this.#page;
		const first = editors.get(active);
		for (const [item, editor] of [...(first ? [[active, first] as const] : []), ...editors]) {
			const words = chosenWords(editor, line);
			if (words && (line !== null || item === active || !editor.view.editable)) return { item, words };
		}
		return null;
	}

	#elementOf(item: string, line: string) {
		const entry = agenda(this.#page.session.doc).find(({ id }) => id === item);
		const body = entry && bodyOf(entry.item);
		return body ? lineIn(body, line) : null;
	}

	/** The caret goes back to the text, or the focus to the sign one came from. */
	close(): void {
		const { open } = this;
		this.open = null;
		this.movedOn = null;
		if (!open) return;
		const editor = this.#page.editors.get(open.item);
		if (editor?.view.editable) return editor.view.focus();
		const sign = open.line === null ? null : editor?.view.dom.querySelector(signOf(open.line));
		const section = document.getElementById(`item-${open.item}`);
		const back = sign ?? section?.querySelector('.about-item button');
		if (back instanceof HTMLElement) back.focus();
	}

	/** [X6] The next open remark behind the one that is open or the caret; after the last one the first. */
	next(active: string): void {
		const open = this.placed.filter(({ remark, item }) => remark.state === 'open' && item !== null);
		const here = open.findIndex(({ remark }) => remark.id === this.open?.focus);
		const order = this.#page.session.draft.items.map(({ id }) => id);
		const from = order.indexOf(active);
		const behind = open.findIndex(({ item }) => order.indexOf(item ?? '') >= from);
		const at = here >= 0 ? (here + 1) % open.length : Math.max(behind, 0);
		const next = open[at];
		if (!next?.item) return this.#page.announce('No remark is open.');
		this.show(next.item, next.line, next.remark.id);
		this.#page.announce(`${KIND_WORDS[next.remark.kind]}, ${at + 1} of ${open.length} open`);
	}

	async make(thread: OpenThread, text: string): Promise<string | null> {
		const { item, line, composing } = thread;
		if (!composing) return null;
		const { kind, anchor, quote, before } = composing;
		const problem = await this.#send({ kind, item, line, anchor, quote, before, text });
		if (problem !== null) return problem;
		this.typed.delete(composing.key);
		if (this.open?.composing === composing) this.show(this.open.item, this.open.line, this.#made);
		return null;
	}

	reply(remark: string, text: string): Promise<string | null> {
		return this.#send({ remark, text });
	}

	async answer(remark: string, answer: RemarkAnswer, reason = ''): Promise<string | null> {
		const problem = await this.#send({ remark, answer, reason });
		if (problem === null && answer !== 'reopen') this.#goOn(remark);
		return problem;
	}

	/** From what was just settled to the next that is open in this thread; after the last one back to the text. */
	#goOn(settled: string): void {
		const { open } = this;
		if (!open || open.composing) return;
		const here = this.at(open.item, open.line);
		if (!here.some(({ remark }) => remark.id === settled)) return;
		const left = here.find(({ remark }) => remark.state === 'open' && remark.id !== settled);
		if (left) this.show(open.item, open.line, left.remark.id);
		else this.close();
	}

	/**
	 * [X4] The words first, then the word to the server. Where the point no longer reads as it did when they were suggested,
	 * nothing is done until somebody has looked: `anyway`.
	 */
	async accept(remark: RemarkLine, anyway = false): Promise<string | null> {
		const found = remark.line === null ? null : findLine(this.#page.editors, remark.line);
		if (!found)
			return 'The point it was about is gone, so there is nothing to change. Decline it with a word why.';
		if (!found.editor.isEditable) return 'You may not write in these minutes now, so nothing was changed.';
		const now = found.line.node.textContent;
		if (now !== remark.before && now !== remark.text && !anyway) {
			this.movedOn = { remark: remark.id, now };
			return null;
		}
		this.movedOn = null;
		if (now !== remark.text) step(this.#page.session, () => setWords(found.editor, found.line, remark.text));
		const problem = await this.answer(remark.id, 'accept');
		if (problem === null) this.#page.announce(`Accepted. The point now reads: ${remark.text}`);
		else if (problem !== UNREACHED) this.#putBack(remark, now);
		return problem;
	}

	/** Declined or taken back meanwhile: the point reads again as it did, unless somebody has written in it since. */
	#putBack(remark: RemarkLine, was: string): void {
		const found = remark.line === null ? null : findLine(this.#page.editors, remark.line);
		if (found?.line.node.textContent === remark.text)
			step(this.#page.session, () => setWords(found.editor, found.line, was));
	}

	/** [X7] The point first, under the id of the request, so that taking it over twice makes one. */
	async take(remark: RemarkLine, item: string): Promise<string | null> {
		const editor = this.#page.editors.get(item);
		if (!editor?.isEditable) return 'You may not write in these minutes now, so nothing was changed.';
		if (!findLine(this.#page.editors, remark.id))
			step(this.#page.session, () => addPoint(editor, remark.id, remark.text.replace(/\s+/g, ' ')));
		const problem = await this.answer(remark.id, 'take');
		if (problem === null) this.#page.announce('Taken over: it is a point of this item now.');
		return problem;
	}

	/** @returns what went wrong, in words; null: it is done */
	async #send(body: object): Promise<string | null> {
		try {
			const response = await fetch(`/meetings/${this.#meeting}/remarks`, {
				method: 'POST',
				body: JSON.stringify(body),
				headers: { 'content-type': 'application/json', accept: 'application/json' }
			});
			if (!response.ok) {
				const answer = (await response.json().catch(() => ({}))) as { message?: string };
				return answer.message ?? REFUSED;
			}
			const { done } = (await response.json()) as { done: unknown };
			this.#made = typeof done === 'string' ? done : null;
			await invalidateAll();
			return null;
		} catch {
			return UNREACHED;
		}
	}
}

const signOf = (line: string): string => `.line[data-line="${CSS.escape(line)}"] .remark-sign`;
