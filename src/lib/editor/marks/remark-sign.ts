import type { Decoration } from '@tiptap/pm/view';

/** What a line is told about its remarks, see remark-marks.ts. */
export interface LineRemarks {
	/** "2 comments"; '' for none. */
	readonly words: string;
	/** Tab stops at its button: for whoever has no caret in the text. */
	readonly tabStop: boolean;
}

/**
 * How many remarks stand at a line, in words, and the way to them. A line without any shows its button under the pointer,
 * in focus and on touch (remarks.css writes the word on it: it is nothing of the text, and is not found or copied with it).
 */
export class RemarkSign {
	readonly dom: HTMLButtonElement;
	#line = '';
	#shown = '';

	constructor(press: (line: string) => void) {
		this.dom = document.createElement('button');
		this.dom.type = 'button';
		this.dom.contentEditable = 'false';
		// What is selected in the line stays selected: it is what the remark is about.
		this.dom.addEventListener('mousedown', (event) => event.preventDefault());
		this.dom.addEventListener('click', () => press(this.#line));
	}

	show(line: string, label: string | null, decorations: readonly Decoration[]): void {
		this.#line = line;
		let told: LineRemarks = { words: '', tabStop: false };
		for (const { spec } of decorations as readonly { spec: { remarks?: LineRemarks } }[])
			told = spec.remarks ?? told;
		const { words, tabStop } = told;
		const shown = `${words}|${tabStop ? 'tab' : ''}|${label ?? ''}`;
		if (shown === this.#shown) return;
		this.#shown = shown;
		const where = label === null ? 'this line' : label;
		this.dom.className = words === '' ? 'remark-sign none-yet' : 'remark-sign';
		this.dom.textContent = words;
		this.dom.tabIndex = tabStop ? 0 : -1;
		this.dom.setAttribute('aria-label', words === '' ? `Remark on ${where}` : `${words} on ${where}`);
	}
}
