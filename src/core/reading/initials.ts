/** Initials belong to a meeting, not to a person (D13): they are worked out from the names on its roster. */
import { foldLetters, nameKey, nameWords } from '#core/kernel/letters.ts';

const letters = (text: string): string => text.replace(/[^\p{L}]/gu, '');
const upper = (text: string): string => foldLetters(text).toUpperCase();

/** First letters of a word of a name: "O’Conner" → "OC", "Dell’Aqua" → "DA", "Smith" → "S". */
function firstLetters(word: string): string {
	const parts = word.replaceAll(/[’‘ʼ`]/g, "'").split("'");
	const [head = '', tail = ''] = parts;
	const second = letters(tail).slice(0, 1);
	const starts =
		second !== '' && letters(head) !== '' && (second !== second.toLowerCase() || /^[od]$/i.test(head));
	return upper(letters(word).slice(0, 1) + (starts ? second : ''));
}

/**
 * [L1] First letters of every word, titles dropped, a hyphen starts a new word, O’X gives two letters.
 * "Michael O’Conner" → "MOC", "Dr Anne-Marie Lee" → "AML".
 */
export function initialsOf(name: string): string {
	return nameWords(name).map(firstLetters).join('');
}

/** Every way people shorten this name; the first is {@link initialsOf}. "Kieron O’Hara" → KOH, KO. */
export function initialsVariants(name: string): string[] {
	const plain = nameWords(name)
		.map((word) => upper(letters(word).slice(0, 1)))
		.join('');
	return [...new Set([initialsOf(name), plain])].filter((initials) => initials !== '');
}

interface Named {
	readonly id: string;
	readonly name: string;
	/** '' means: computed from the name. */
	readonly initials: string;
}

/**
 * [L2] The legend of a roster: what each line is called by, unique. Explicit initials stand; who clashes with them, or
 * with another computed one, gets letters of the surname ("SGe", "SGa"). Someone listed twice has one entry.
 */
export function legend(roster: readonly Named[]): Map<string, string> {
	const people = new Map<string, Named[]>();
	for (const entry of roster) {
		const key = nameKey(entry.name) || entry.id;
		const same = people.get(key);
		if (same) same.push(entry);
		else people.set(key, [entry]);
	}
	const claims = new Map<string, { explicit: number; all: number }>();
	const wishes = [...people.values()].map((lines) => {
		const explicit = lines.find((line) => line.initials.trim() !== '')?.initials.trim() ?? '';
		const name = lines[0]?.name ?? '';
		const wish = explicit || initialsOf(name) || '?';
		const claim = claims.get(upper(wish)) ?? { explicit: 0, all: 0 };
		claim.all++;
		if (explicit !== '') claim.explicit++;
		claims.set(upper(wish), claim);
		return { lines, name, wish, explicit: explicit !== '' };
	});
	const taken = new Set<string>();
	const result = new Map<string, string>();
	const give = (lines: readonly Named[], initials: string) => {
		taken.add(upper(initials));
		for (const line of lines) result.set(line.id, initials);
	};
	const clashing: typeof wishes = [];
	for (const person of wishes) {
		const claim = claims.get(upper(person.wish));
		if (claim?.all === 1 || (person.explicit && claim?.explicit === 1)) give(person.lines, person.wish);
		else clashing.push(person);
	}
	// Everybody who shares initials is lengthened, so that the short form belongs to nobody.
	for (const { wish } of clashing) taken.add(upper(wish));
	let open = clashing;
	for (let length = 2; open.length > 0 && length < 24; length++) {
		const forms = new Map<string, number>();
		const wishes = open.map((person) => ({ person, wish: longer(person.name, length) }));
		for (const { wish } of wishes) forms.set(upper(wish), (forms.get(upper(wish)) ?? 0) + 1);
		open = [];
		for (const { person, wish } of wishes) {
			if (forms.get(upper(wish)) === 1 && !taken.has(upper(wish))) give(person.lines, wish);
			else open.push(person);
		}
	}
	for (const { lines, wish } of open) give(lines, numbered(wish, taken));
	return result;
}

/** "SGe", "SGea" …; after twelve letters of the surname the first name is spelled out instead ("JoS"). */
function longer(name: string, length: number): string {
	const words = nameWords(name);
	const first = letters(words[0] ?? '');
	const last = letters(words.at(-1) ?? '');
	if (length <= 12 && length <= last.length)
		return words.slice(0, -1).map(firstLetters).join('') + upper(last.slice(0, 1)) + last.slice(1, length);
	return (
		upper(first.slice(0, 1)) +
		first.slice(1, Math.max(2, length - 10)) +
		words.slice(1).map(firstLetters).join('')
	);
}

function numbered(wish: string, taken: ReadonlySet<string>): string {
	let n = taken.has(upper(`${wish}2`)) ? taken.size : 2;
	while (taken.has(upper(`${wish}${n}`))) n++;
	return `${wish}${n}`;
}
