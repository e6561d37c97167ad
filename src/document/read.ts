/** Y.Doc → Draft. Total: odd input becomes a listed oddity, never a throw. Reads only, so it may run on a live document. */
import * as Y from 'yjs';
import type { Draft, DraftItem, DraftLine } from '#core/draft.ts';
import { LINE_KINDS, VERBS } from '#core/minutes.ts';
import { dueAnswerOf, dueOf, ownersOf } from './actions.ts';
import { agenda, type AgendaEntry } from './agenda.ts';
import { readArising } from './arising.ts';
import { bodyOf, LINE, titleOf } from './fields.ts';
import { textOf } from './line.ts';
import { planOf } from './plan.ts';

export function readDraft(doc: Y.Doc): Draft {
	const oddities: string[] = [];
	const items = agenda(doc)
		.filter((entry) => !entry.removed)
		.map((entry) => readItem(doc, entry, oddities));
	const arising = readArising(doc);
	return { items, oddities, ...(arising === null ? {} : { arising }) };
}

function readItem(doc: Y.Doc, { id, item }: AgendaEntry, oddities: string[]): DraftItem {
	const printed = item.get('label');
	const body = bodyOf(item);
	if (!body) oddities.push(`Item ${id} has no body.`);
	const lines: DraftLine[] = [];
	for (const child of body?.toArray() ?? []) {
		if (child instanceof Y.XmlElement && child.nodeName === LINE) lines.push(readLine(doc, child));
		else {
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
	return {
		id,
		printed: typeof printed === 'string' && printed !== '' ? printed : null,
		title: titleOf(item)?.toString().trim() ?? '',
		lines,
		plan: planOf(item)
	};
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
