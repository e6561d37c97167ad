/** Numbers at the start of a line: items ("1.", "3. Title", "Item 4: …") and points ("3.1", "2.1."). */
import { plainWords } from './source-lines.ts';

export type Numbered =
	| {
			readonly kind: 'item';
			readonly number: number;
			readonly label: string;
			readonly title: string;
			readonly alone: boolean;
	  }
	| {
			readonly kind: 'point';
			/** The number of the item it belongs to by its label. */
			readonly number: number;
			readonly label: string;
			readonly text: string;
			/** A dot behind the label: "2.1." */
			readonly stray: boolean;
	  };

const POINT = /^(\d{1,3}(?:\.\d{1,3}){1,3})(\.)?(?:\s{1,20}(\S[^]*))?$/;
const ALONE = /^(\d{1,3})([.)])?$/;
const TITLED = /^(\d{1,3})[.)]\s{1,20}(\S[^]*)$/;
const NAMED = /^(?:agenda\s)?item\s(\d{1,3})\s{0,4}[:.–—-]\s{0,8}(\S[^]*)$/i;

/** @returns null for a line that begins with no such number */
export function numberedLine(line: string): Numbered | null {
	const text = plainWords(line);
	const first = text.charCodeAt(0);
	if (first >= 48 && first <= 57) {
		const point = POINT.exec(text);
		if (point) {
			const label = point[1] ?? '';
			const words = point[3] ?? '';
			// "2.5 million children" is no label, nor is "9.30 for 10".
			if (words !== '' && !/^[\p{Lu}\d“"'‘(*[]/u.test(words)) return null;
			return {
				kind: 'point',
				number: Number.parseInt(label, 10),
				label,
				text: words,
				stray: point[2] !== undefined
			};
		}
		const alone = ALONE.exec(text);
		if (alone) {
			if (alone[2] === undefined) return null;
			return item(alone[1] ?? '', '', true);
		}
		const titled = TITLED.exec(text);
		return titled ? item(titled[1] ?? '', titled[2] ?? '', false) : null;
	}
	const named = first === 73 || first === 105 || first === 65 || first === 97 ? NAMED.exec(text) : null;
	return named ? item(named[1] ?? '', named[2] ?? '', false) : null;
}

function item(digits: string, title: string, alone: boolean): Numbered {
	return { kind: 'item', number: Number(digits), label: digits, title: title.trim(), alone };
}
