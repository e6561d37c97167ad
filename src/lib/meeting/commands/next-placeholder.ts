import { TextSelection } from '@tiptap/pm/state';
import { doubtsIn } from '#core/reading/abbreviations.ts';
import { agenda } from '#document/agenda/agenda.ts';
import type { MeetingPage } from '#lib/meeting/context.ts';

interface Place {
	readonly item: string;
	readonly from: number;
	readonly to: number;
}

function doubtsOf(page: MeetingPage): Place[] {
	const found: Place[] = [];
	for (const { id: item, removed } of agenda(page.session.doc)) {
		if (removed) continue;
		page.editors.get(item)?.state.doc.forEach((line, at) => {
			for (const { from, to } of doubtsIn(line.textContent))
				found.push({ item, from: at + 1 + from, to: at + 1 + to });
		});
	}
	return found;
}

/** Selects the next "??" behind the caret, after the last one the first: what is typed then stands in its place. */
export function nextPlaceholder(page: MeetingPage, active: string): void {
	const all = doubtsOf(page);
	const order = agenda(page.session.doc).map(({ id }) => id);
	const caret = page.editors.get(active)?.state.selection.to ?? 0;
	const here = order.indexOf(active);
	const behind = ({ item, from }: Place) => (item === active ? from >= caret : order.indexOf(item) > here);
	const next = all.find(behind) ?? all[0];
	const editor = next && page.editors.get(next.item);
	if (!next || !editor) {
		page.announce('Nothing in the text is marked “??”.');
		return;
	}
	editor.view.focus();
	const { doc, tr } = editor.state;
	editor.view.dispatch(tr.setSelection(TextSelection.create(doc, next.from, next.to)).scrollIntoView());
	const place = all.indexOf(next) + 1;
	page.announce(`To be confirmed, ${place} of ${all.length}, in item ${page.headingOf(next.item)}`);
}
