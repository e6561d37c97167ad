/**
 * The body: items, points with the labels as printed, sub-headings, bullets, paragraphs, decisions, actions. One pass, line by
 * line. Longer than the house likes: it is one machine, and its states only make sense side by side.
 */
import { leadingOwners, type Knows } from '#core/reading/read-owners.ts';
import { actionMarker, decisionMarker } from '#core/reading/phrases.ts';
import type { Verb } from '#core/minutes/minutes.ts';
import { numberedLine } from './labels.ts';
import {
	APART,
	BULLET,
	isHeading,
	LISTED,
	trailingAction,
	withoutBullet,
	type BodyMode
} from './line-shapes.ts';
import type { Doubt } from './parsed.ts';
import type { RawItem, RawLine } from './raw.ts';
import { short } from './read-head.ts';
import { isWrapped, plainWords, type SourceLine } from './source-lines.ts';

export function readBody(
	lines: readonly SourceLine[],
	from: number,
	mode: BodyMode,
	knows: Knows,
	doubts: Doubt[]
): RawItem[] {
	return new BodyReader(lines, mode, knows, doubts).read(from);
}

/** What is open while the lines go by. */
class BodyReader {
	readonly #lines: readonly SourceLine[];
	readonly #mode: BodyMode;
	readonly #knows: Knows;
	readonly #doubts: Doubt[];
	readonly #wrapped: boolean;
	readonly #items: RawItem[] = [];
	#item: RawItem | null = null;
	#heading: string | null = null;
	#point: string | null = null;
	#last: RawLine | null = null;
	/** A number stands alone on its line: the next line is its words. */
	#awaiting: { label: string; line: number; stray: boolean; number: number } | null = null;
	/** "Action:" stands alone: the lines below are actions. */
	#block: 'one' | 'many' | null = null;
	/** The last entry of a numbered list inside a point. */
	#listed: { number: number; index: number } | null = null;

	constructor(lines: readonly SourceLine[], mode: BodyMode, knows: Knows, doubts: Doubt[]) {
		this.#lines = lines;
		this.#mode = mode;
		this.#knows = knows;
		this.#doubts = doubts;
		this.#wrapped = isWrapped(lines);
	}

	read(from: number): RawItem[] {
		for (let index = from; index < this.#lines.length; index++) {
			const line = this.#lines[index];
			if (!line) break;
			if (this.#itemAt(line)) index++;
			else if (this.#item?.line !== line.number) this.#line(line);
		}
		return this.#items;
	}

	/** @returns true when the next line was taken as the title */
	#itemAt(line: SourceLine): boolean {
		if (this.#mode === 'numbered') {
			const found = numberedLine(line.text);
			if (found?.kind !== 'item') return false;
			const last = this.#number();
			const next = this.#lines[line.index + 1];
			if (found.alone) {
				const titled = next !== undefined && next.text.length <= 200 && !this.#isMarked(next.text);
				if (found.number > last + 20 && last > 0) return false;
				this.#open(found.label, titled ? plainWords(next.text) : '', line.number);
				return titled;
			}
			const listed = this.#listed !== null && this.#listed.index === line.index - 1 && line.gap === 0;
			if (listed && found.number === (this.#listed?.number ?? 0) + 1) {
				this.#listed = { number: found.number, index: line.index };
				return false;
			}
			const repeated =
				found.number === last && line.gap > 0 && this.#point !== null && found.title.length <= 80;
			if ((found.number <= last && !repeated) || (last > 0 && found.number > last + 10)) {
				this.#listed = { number: found.number, index: line.index };
				return false;
			}
			const long = found.title.length > 140;
			this.#open(found.label, long ? '' : found.title, line.number);
			if (long)
				this.#text({ kind: 'paragraph', label: null, heading: null, text: found.title, line: line.number });
			return false;
		}
		const level = /^(#{1,6})\s/.exec(line.text)?.[1]?.length ?? 0;
		if (level > 0) {
			const words = plainWords(line.text);
			const found = numberedLine(words);
			if (level <= 2 || this.#item === null || found?.kind === 'item') {
				const numbered = found?.kind === 'item' ? found : null;
				this.#open(numbered?.label ?? null, numbered?.title ?? words.replace(/:$/, ''), line.number);
			} else this.#subheading(words, line.number);
			return false;
		}
		if (this.#mode === 'plain' && this.#isHeading(line))
			this.#open(null, plainWords(line.text).replace(/:$/, ''), line.number);
		return false;
	}

	#number(): number {
		for (let n = this.#items.length - 1; n >= 0 && n > this.#items.length - 4; n--) {
			const label = this.#items[n]?.label;
			if (label) return Number(label);
		}
		return 0;
	}

	#open(label: string | null, title: string, line: number): RawItem {
		const item: RawItem = { label, title: short(title, 300), line, lines: [] };
		this.#items.push(item);
		this.#item = item;
		this.#heading = this.#point = this.#last = this.#awaiting = this.#block = this.#listed = null;
		return item;
	}

	#line(line: SourceLine): void {
		if (/^#{1,6}\s/.test(line.text) || (/^[-_=*\s]{3,}$/.test(line.text) && line.text.length < 200)) {
			if (!line.text.startsWith('#')) return;
			if (this.#mode === 'hash') return;
		}
		const action = actionMarker(withoutBullet(line.text));
		if (action) return this.#announced(action.rest, line);
		const found = numberedLine(line.text);
		if (found?.kind === 'point' && this.#pointAt(found, line)) return;
		const decision = decisionMarker(withoutBullet(line.text));
		if (decision && decision.rest !== '') {
			this.#block = null;
			return this.#decision(decision, line);
		}
		const waiting = this.#awaiting;
		if (waiting) {
			this.#awaiting = null;
			return this.#text({
				kind: 'point',
				label: waiting.label,
				heading: this.#heading,
				text: line.text,
				line: line.number
			});
		}
		const apart = APART.exec(line.text);
		if (apart && this.#last?.kind === 'action') return this.#apart(apart[1] ?? '', apart[2] ?? '');
		if (this.#carriesOn(line) && this.#last) {
			this.#last.text = `${this.#last.text} ${line.text}`;
			return;
		}
		if (this.#block !== null && this.#inBlock(line)) return;
		const bullet = BULLET.exec(line.text);
		if (bullet || LISTED.test(line.text) || found?.kind === 'item') {
			const text = bullet ? line.text.slice(bullet[0].length) : line.text;
			if (text === '') return;
			return this.#text({ kind: 'bullet', label: null, heading: this.#heading, text, line: line.number });
		}
		if (this.#last?.kind === 'action' && this.#secondAction(line)) return;
		if (this.#mode !== 'plain' && this.#isHeading(line))
			return this.#subheading(plainWords(line.text), line.number);
		this.#text({
			kind: 'paragraph',
			label: null,
			heading: this.#heading,
			text: line.text,
			line: line.number
		});
	}

	/** "3.4 Words", or "3.4" alone with its words on the next line. */
	#pointAt(
		found: { number: number; label: string; text: string; stray: boolean },
		line: SourceLine
	): boolean {
		const own = this.#item?.label ?? null;
		const elsewhere = own === null || Number(own) !== found.number;
		// A figure that opens a paragraph ("2.5 % of …") is no label; one far from the item's number neither.
		if (
			elsewhere &&
			this.#item !== null &&
			found.text !== '' &&
			Math.abs(found.number - Number(own ?? 0)) > 3
		)
			return false;
		if (this.#item === null || (own === null && this.#item.title === '' && this.#item.lines.length === 0))
			this.#open(String(found.number), '', line.number);
		else if (elsewhere)
			this.#doubt(
				'label-elsewhere',
				line,
				`Point ${found.label} stands under ${own === null ? `“${short(this.#item.title, 60)}”` : `item ${own}`}.`
			);
		if (found.stray)
			this.#doubt(
				'stray-label',
				line,
				`“${short(line.text, 40)}” was read as ${found.label}: the dot behind it was dropped.`
			);
		this.#block = null;
		this.#point = found.label;
		this.#last = null;
		if (found.text === '') {
			const next = this.#lines[line.index + 1];
			const numbered = next ? numberedLine(next.text) : null;
			if (next && numbered === null) this.#awaiting = { ...found, line: line.number };
			else
				this.#text({
					kind: 'point',
					label: found.label,
					heading: this.#heading,
					text: '',
					line: line.number
				});
			return true;
		}
		const decision = decisionMarker(found.text);
		if (decision && decision.rest !== '') this.#decision(decision, line, found.label);
		else
			this.#text({
				kind: 'point',
				label: found.label,
				heading: this.#heading,
				text: found.text,
				line: line.number
			});
		return true;
	}

	#announced(rest: string, line: SourceLine): void {
		this.#flushLabel();
		if (rest === '') {
			this.#block = /^\W{0,6}actions/i.test(line.text) ? 'many' : 'one';
			this.#last = null;
			return;
		}
		this.#block = null;
		this.#action(rest, line.number);
	}

	#inBlock(line: SourceLine): boolean {
		const text = withoutBullet(line.text);
		const started = this.#last?.kind === 'action';
		const fits = !started || BULLET.test(line.text) || leadingOwners(text, this.#knows) !== null;
		if (!fits || (started && this.#block === 'one' && line.gap > 0) || this.#isMarked(line.text)) {
			this.#block = null;
			return false;
		}
		this.#action(text, line.number);
		return true;
	}

	/** A second task under one "ACTION:": it must begin with somebody who is "to" do it. */
	#secondAction(line: SourceLine): boolean {
		const owners = leadingOwners(line.text, this.#knows);
		if (!owners || !/^to\s/.test(owners.rest) || line.text.length > 400) return false;
		this.#doubt(
			'unmarked-action',
			line,
			`“${short(line.text)}” follows an action and was read as one of its own.`
		);
		this.#action(line.text, line.number);
		return true;
	}

	#action(text: string, line: number): void {
		this.#push({ kind: 'action', point: this.#point, text, line, apart: [], due: null });
	}

	#apart(label: string, value: string): void {
		if (this.#last?.kind !== 'action') return;
		if (/^(?:due|deadline|by when)/i.test(label)) this.#last.due = value;
		else this.#last.apart = [...this.#last.apart, value];
	}

	#decision(
		found: { verb: Verb; rest: string },
		line: SourceLine,
		label: string | null = this.#flushLabel()
	): void {
		this.#push({
			kind: 'decision',
			label,
			heading: this.#heading,
			verb: found.verb,
			text: found.rest,
			line: line.number
		});
	}

	/** A label that waited for its words gets none: the line below is a marker of its own. @returns the label */
	#flushLabel(): string | null {
		const waiting = this.#awaiting;
		this.#awaiting = null;
		return waiting?.label ?? null;
	}

	#subheading(text: string, line: number): void {
		this.#heading = text;
		this.#block = null;
		this.#push({ kind: 'heading', text, line });
		this.#last = null;
	}

	#text(line: RawLine & { kind: 'point' | 'bullet' | 'paragraph' }): void {
		const tail = trailingAction(line.text);
		if (!tail) return this.#push(line);
		this.#push({ ...line, text: tail.text });
		this.#push({
			kind: 'action',
			point: this.#point,
			text: tail.task,
			line: line.line,
			apart: tail.owners,
			due: null
		});
		this.#doubts.push({
			kind: 'unmarked-action',
			line: line.line,
			text: `The action of ${tail.owners.join(', ')} was taken from the end of a paragraph: “${short(tail.task)}”.`
		});
	}

	#push(line: RawLine): void {
		(this.#item ?? this.#open(null, '', line.line)).lines.push(line);
		this.#last = line;
	}

	#doubt(kind: Doubt['kind'], line: SourceLine, text: string): void {
		this.#doubts.push({ kind, line: line.number, text });
	}

	/** Does this line carry on the sentence of the line before it? */
	#carriesOn(line: SourceLine): boolean {
		const before = this.#lines[line.index - 1];
		if (!this.#last || !before || line.gap > 0 || this.#isMarked(line.text) || BULLET.test(line.text))
			return false;
		const open = !/[.!?:;]["”’)]?$/.test(before.text);
		if (/^\p{Ll}/u.test(line.text) && open && before.text.length > 30) return true;
		return (
			this.#wrapped &&
			before.text.length >= 50 &&
			before.text.length <= 130 &&
			(open || /^\p{Ll}/u.test(line.text) || this.#last.kind === 'paragraph')
		);
	}

	#isMarked(text: string): boolean {
		return numberedLine(text) !== null || actionMarker(text) !== null || decisionMarker(text) !== null;
	}

	#isHeading(line: SourceLine): boolean {
		const next = this.#lines[line.index + 1];
		return (
			next !== undefined &&
			isHeading(line, next, this.#mode) &&
			(this.#mode === 'plain' || leadingOwners(plainWords(line.text), this.#knows) === null)
		);
	}
}
