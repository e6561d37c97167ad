import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Decoration, NodeView } from '@tiptap/pm/view';
import type { ActionLine } from '#core/minutes/minutes.ts';
import { dueQuestion } from '#core/reading/due-words.ts';
import { decisionVerbIn } from '#core/reading/phrases.ts';
import { dueWords, ownerHint } from '#lib/minutes/words.ts';
import { annotationOf } from '#lib/editor/marks/annotate.ts';
import { keyWords, onMac } from '#lib/editor/keys/key-words.ts';
import { idOf, kindOf, verbOf } from './line.ts';
import { RemarkSign } from '#lib/editor/marks/remark-sign.ts';

export interface LineActions {
	/** The due of an action was pressed, or that nobody owns it: open its fields. */
	openAction(action: string): void;
	/** The owner at that place was pressed. */
	askOwner(action: string, index: number): void;
	/** What is said about the line, or the wish to say something. */
	openRemarks(line: string): void;
	/** The line shall be an action of its own, as offered. */
	takeOffer(line: string): void;
}

/**
 * One line on the page: its words, and for an action what stands around them. Plain DOM, because there are hundreds and
 * they must come up within a second.
 */
export class LineView implements NodeView {
	readonly dom: HTMLElement;
	readonly contentDOM: HTMLElement;
	readonly #before: HTMLElement;
	readonly #after: HTMLElement;
	readonly #sign: RemarkSign;
	readonly #actions: LineActions;
	#shown = '';

	constructor(node: ProseMirrorNode, decorations: readonly Decoration[], actions: LineActions) {
		this.#actions = actions;
		this.dom = document.createElement('div');
		this.dom.className = 'line';
		this.#before = span('before');
		this.contentDOM = document.createElement('p');
		this.contentDOM.className = 'words';
		this.#after = span('after');
		this.#sign = new RemarkSign((line) => this.#actions.openRemarks(line));
		this.dom.append(this.#before, this.contentDOM, this.#after, this.#sign.dom);
		this.update(node, decorations);
	}

	update(node: ProseMirrorNode, decorations: readonly Decoration[]): boolean {
		if (node.type.name !== 'line') return false;
		const kind = kindOf(node);
		const annotation = annotationOf(decorations);
		const action = annotation?.action ?? null;
		const offered = annotation?.offered ?? false;
		this.dom.dataset['kind'] = kind;
		this.dom.dataset['line'] = idOf(node);
		this.dom.classList.toggle('blank', node.content.size === 0);
		this.#sign.show(idOf(node), annotation?.label ?? null, decorations);
		const shown = JSON.stringify([
			kind,
			idOf(node),
			kind === 'decision' && (verbOf(node) ?? decisionVerbIn(node.textContent)),
			action?.owners,
			action?.due,
			offered,
			annotation?.lacks
		]);
		if (shown === this.#shown) return true;
		this.#shown = shown;
		if (kind === 'action') this.#showAction(idOf(node), action);
		else if (kind === 'decision') {
			this.#before.replaceChildren();
			this.#after.replaceChildren(
				words('verb', verbOf(node) ?? decisionVerbIn(node.textContent) ?? 'agreed'),
				...(annotation?.lacks ? [' ', words('lacks', `without a quorum: ${annotation.lacks}`)] : [])
			);
		} else {
			this.#before.replaceChildren();
			this.#after.replaceChildren(...(offered ? [this.#offer(idOf(node))] : []));
		}
		return true;
	}

	#offer(line: string): HTMLElement {
		const keys = keyWords('Alt-Enter', onMac());
		const offer = button(
			'offer',
			'An action? ',
			`An action? ${keys}. Make this line an action of its own`,
			() => this.#actions.takeOffer(line)
		);
		offer.append(words('keys', keys));
		return offer;
	}

	#showAction(id: string, action: ActionLine | null): void {
		const open = () => this.#actions.openAction(id);
		const owners = (action?.owners ?? []).flatMap((owner, index) => {
			const { text, title } = ownerHint(owner.resolved);
			// The name begins with what is to be seen, so that it can be said as it is read.
			const seen = text === '' ? owner.written : `${owner.written} ${text}`;
			const chip = button('owner', owner.written, `${seen}. ${title}. Say who is meant`, () =>
				this.#actions.askOwner(id, index)
			);
			chip.title = title;
			if (text !== '') chip.append(' ', words('question', text));
			return index === 0 ? [chip] : [document.createTextNode(' '), chip];
		});
		this.#before.replaceChildren(
			words('marker', 'Action'),
			...(owners.length > 0
				? owners
				: [button('owner none', 'owner?', 'owner? Nobody yet. Choose the owners', open)])
		);
		const names = (action?.owners ?? []).flatMap(({ written, resolved }) =>
			resolved.kind === 'person' && resolved.name !== written
				? [`${written}: ${ownerHint(resolved).title}`]
				: []
		);
		const due = action ? dueWords(action) : 'no due date';
		const asked = action?.due?.options;
		const dueChip = button(action?.due ? 'due' : 'due none', due, `${due}. Change the due date`, open);
		if (action?.due && asked) {
			dueChip.textContent = `due ${action.due.written} `;
			dueChip.append(words('question', dueQuestion(asked)));
			dueChip.setAttribute('aria-label', `due ${action.due.written} ${dueQuestion(asked)} Say which day`);
		}
		this.#after.replaceChildren(
			dueChip,
			// In full while the caret is in the line: who is meant can be read without leaving the words.
			...(names.length > 0 ? [words('names', names.join('; '))] : [])
		);
	}

	/** What changes around the words is ours; ProseMirror must not read it as typing. */
	ignoreMutation(mutation: MutationRecord | { type: 'selection'; target: Node }): boolean {
		if (mutation.type === 'selection') return false;
		return mutation.target === this.dom || !this.contentDOM.contains(mutation.target);
	}

	stopEvent(event: Event): boolean {
		return (
			event.target instanceof Node &&
			[this.#before, this.#after, this.#sign.dom].some((part) => part.contains(event.target as Node))
		);
	}
}

function span(className: string): HTMLElement {
	const element = document.createElement('span');
	element.className = className;
	element.contentEditable = 'false';
	return element;
}

function words(className: string, text: string): HTMLElement {
	const element = document.createElement('span');
	element.className = className;
	element.textContent = text;
	return element;
}

function button(className: string, text: string, label: string, press: () => void): HTMLButtonElement {
	const element = document.createElement('button');
	element.type = 'button';
	element.className = className;
	element.textContent = text;
	element.setAttribute('aria-label', label);
	// Not in the order of Tab: the same fields stand in the list of actions, and Tab must lead out of the text.
	element.tabIndex = -1;
	element.addEventListener('click', press);
	return element;
}
