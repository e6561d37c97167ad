/** Y.Doc → Draft. Total: odd input becomes a listed oddity, never a throw. Reads only, so it may run on a live document. */
import * as Y from 'yjs';
import type { Draft, DraftItem, DraftLine } from '#core/minutes/draft.ts';
import { LINE_KINDS, VERBS } from '#core/minutes/minutes.ts';
import { dueAnswerOf, dueOf, ownersOf } from '#document/minutes/actions.ts';
import { agenda, type AgendaEntry } from '#document/agenda/agenda.ts';
import { readArising } from '#document/register/arising.ts';
import { bodyOf, itemsOf, LINE, titleOf, type ItemMap } from './fields.ts';
import { textOf } from '#document/minutes/line.ts';
import { planOf } from '#document/agenda/item-plan.ts';
import { takenOf } from '#document/concurrent/moved-lines.ts';

/** What was read already, by the part of the document it was read from. */
interface Known {
	readonly items: WeakMap<ItemMap, ItemRead>;
	readonly lines: WeakMap<Y.XmlElement, DraftLine>;
}

interface ItemRead {
	readonly draft: DraftItem;
	readonly oddities: readonly string[];
}

export const readDraft = (doc: Y.Doc): Draft => read(doc, nothing());

/**
 * Reads a document again and again, each time only what changed since: with every key that one types in a long text, or
 * that 45 others type. Items and lines that did not change are the same objects.
 */
export class DraftReader {
	readonly #doc: Y.Doc;
	#known = nothing();

	constructor(doc: Y.Doc) {
		this.#doc = doc;
		doc.on('afterTransaction', ({ changedParentTypes }: Y.Transaction) => this.#forget(changedParentTypes));
	}

	read(): Draft {
		return read(this.#doc, this.#known);
	}

	#forget(changed: Y.Transaction['changedParentTypes']): void {
		const items = itemsOf(this.#doc);
		// What became of lines that went says nothing about those that stand.
		const apart: unknown[] = [items, takenOf(this.#doc)];
		for (const type of changed.keys()) {
			if (type instanceof Y.XmlElement) this.#known.lines.delete(type);
			else if (type instanceof Y.Map && type.parent === items) this.#known.items.delete(type as ItemMap);
			// Owners and dues stand beside the lines, by their ids.
			else if (type.parent === null && !apart.includes(type)) this.#known = nothing();
		}
	}
}

const nothing = (): Known => ({ items: new WeakMap(), lines: new WeakMap() });

function read(doc: Y.Doc, known: Known): Draft {
	const read = agenda(doc)
		.filter((entry) => !entry.removed)
		.map((entry) => readItem(doc, entry, known));
	const items = read.map(({ draft }) => draft);
	const oddities = read.flatMap((item) => item.oddities);
	const arising = readArising(doc);
	return { items, oddities, ...(arising === null ? {} : { arising }) };
}

function readItem(doc: Y.Doc, { id, item }: AgendaEntry, known: Known): ItemRead {
	const before = known.items.get(item);
	if (before) return before;
	const printed = item.get('label');
	const body = bodyOf(item);
	const oddities: string[] = [];
	if (!body) oddities.push(`Item ${id} has no body.`);
	const lines: DraftLine[] = [];
	for (const child of body?.toArray() ?? []) {
		if (child instanceof Y.XmlElement && child.nodeName === LINE) {
			const line = known.lines.get(child) ?? readLine(doc, child);
			known.lines.set(child, line);
			lines.push(line);
		} else {
			const text = textOf(child);
			oddities.push(`An unknown part of the text was kept as a paragraph: “${text.slice(0, 80)}”.`);
			if (text !== '')
				lines.push({
					kind: 'paragraph',
					id: '',
					printed: null,
					verb: null,
					text,
					owners: [],
					due: undefined
				});
		}
	}
	const draft: DraftItem = {
		id,
		printed: typeof printed === 'string' && printed !== '' ? printed : null,
		title: titleOf(item)?.toString().trim() ?? '',
		lines,
		plan: planOf(item)
	};
	known.items.set(item, { draft, oddities });
	return { draft, oddities };
}

function readLine(doc: Y.Doc, element: Y.XmlElement): DraftLine {
	const attribute = (name: string): string => {
		const value: unknown = element.getAttribute(name);
		return typeof value === 'string' ? value : '';
	};
	const kind = LINE_KINDS.find((known) => known === attribute('kind')) ?? 'point';
	const id = attribute('id');
	const dueAnswer = kind === 'action' ? dueAnswerOf(doc, id) : null;
	return {
		kind,
		id,
		printed: attribute('label') || null,
		verb: kind === 'decision' ? (VERBS.find((verb) => verb === attribute('verb')) ?? null) : null,
		text: textOf(element).replace(/\s+/g, ' ').trim(),
		owners:
			kind === 'action'
				? ownersOf(doc, id).map(({ written, chosen, outside }) => ({ written, chosen, outside }))
				: [],
		due: kind === 'action' ? dueOf(doc, id) : undefined,
		...(dueAnswer === null ? {} : { dueAnswer })
	};
}
