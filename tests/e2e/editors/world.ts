/** What a test gets in its hand inside the browser. */
import { emptyLine } from '#core/minutes/draft.ts';
import type { LineKind } from '#core/minutes/minutes.ts';
import { seedUpdate } from '#document/seed.ts';
import { ITEMS, Writer } from './writer.ts';

export type Seed = readonly (readonly [kind: LineKind, text: string])[];

let opened: readonly Writer[] = [];

/** So many people, and in the first item these lines; the second item has one empty point. */
export function open(lines: Seed = [], people = 1): readonly Writer[] {
	close();
	const seed = seedUpdate(
		ITEMS.map((id, item) => ({
			id,
			printed: null,
			title: `Item ${item + 1}`,
			lines: item > 0 ? [] : lines.map(([kind, text], index) => emptyLine(kind, `line${1000 + index}`, text))
		}))
	);
	opened = Array.from({ length: people }, () => new Writer(seed, document.body));
	for (const one of opened) for (const other of opened) if (one !== other) one.greet(other);
	return opened;
}

export function close(): void {
	for (const writer of opened) writer.destroy();
	opened = [];
	document.body.replaceChildren();
}

export const people = (): readonly Writer[] => opened;

/** Everything anybody wrote reaches everybody, until nobody has anything to say. */
export function deliver(writers: readonly Writer[] = opened): void {
	for (let some = true; some;) {
		some = false;
		for (const from of writers)
			for (const update of from.outbox.splice(0)) {
				some = true;
				for (const to of writers) if (to !== from) to.hear(update);
			}
	}
}

/** "action[ID] to invite", with the owners in brackets where there are any. */
export const lines = (writer: Writer, item = 0): string[] =>
	(writer.draft().items[item]?.lines ?? []).map(({ kind, text, owners }) => {
		const who = owners.length > 0 ? `[${owners.map(({ written }) => written).join('+')}]` : '';
		return `${kind}${who} ${text}`.trim();
	});

/** The same as the person sees it: from the editor and not from the document. */
export const seen = (writer: Writer, item = 0): string[] => {
	const shown: string[] = [];
	writer.editor(item).state.doc.forEach((node) => {
		shown.push(`${String(node.attrs['kind'])} ${node.textContent}`.trim());
	});
	return shown;
};

export const ids = (writer: Writer): string[] =>
	writer.draft().items.flatMap((item) => item.lines.map(({ id }) => id));

/** The data of the clipboard after Ctrl+C or Ctrl+X on the selection. */
export function copied(writer: Writer, item = 0, cut = false): { html: string; text: string } {
	const { view } = writer.editor(item);
	const { dom, text } = view.serializeForClipboard(view.state.selection.content());
	if (cut) view.dispatch(view.state.tr.deleteSelection());
	return { html: dom.innerHTML, text };
}

export function paste(writer: Writer, item: number, { html, text }: { html?: string; text?: string }): void {
	const { view } = writer.editor(item);
	const clipboardData = new DataTransfer();
	if (html !== undefined) clipboardData.setData('text/html', html);
	if (text !== undefined) clipboardData.setData('text/plain', text);
	const event = new ClipboardEvent('paste', { clipboardData });
	if (html !== undefined) view.pasteHTML(html, event);
	else view.pasteText(text ?? '', event);
}

/** The selection is dragged and dropped at the start of the words of a line, counted before it is gone. */
export function drag(writer: Writer, item: number, line: number): void {
	const { view } = writer.editor(item);
	const { slice } = view.serializeForClipboard(view.state.selection.content());
	view.dragging = { slice, move: true };
	const words = view.dom.children[line + 1]?.querySelector('.words');
	const { left, top, height } = (words ?? view.dom).getBoundingClientRect();
	view.dom.dispatchEvent(
		new DragEvent('drop', {
			clientX: left + 1,
			clientY: top + height / 2,
			bubbles: true,
			cancelable: true,
			dataTransfer: new DataTransfer()
		})
	);
}
