/**
 * What a shared document can hold, said as a table: which names stand at its top, which type each is, what stands in it and
 * under which keys, down to the last value. Like a schema of ProseMirror or tldraw, it is the one place that knows; whoever
 * judges a document, or a frame before it becomes part of one, asks it. The table of the minutes is `src/document/shape.ts`.
 */
import { isOwnId } from '#core/kernel/ids.ts';

/** Types of Yjs, by the numbers of its format. */
export const YType = { Array: 0, Map: 1, Text: 2, XmlElement: 3, XmlFragment: 4, XmlText: 6 } as const;

/** A plain value: what it is called, and whether this is one. */
export interface ValueRule {
	readonly kind: 'value';
	readonly what: string;
	readonly holds: (value: unknown) => boolean;
}

/** A type, and what can stand in it. */
export interface Form {
	readonly kind: 'form';
	readonly what: string;
	readonly type: (typeof YType)[keyof typeof YType];
	/** Of an element: what it is called. */
	readonly node?: string;
	/** Letters stand in it. */
	readonly words?: true;
	/** What its letters can be marked as; left out: nothing. An editor deletes what is marked as something it does not know. */
	readonly marks?: readonly string[];
	/** What else stands in it in a row. */
	readonly row?: Rule;
	/** What stands under its keys: of a map its fields, of an element its attributes. */
	readonly keys?: Keys;
}

export type Rule = ValueRule | Form;

/**
 * By key: a word as it is, or a pattern of parts between `|`. `<id>` is an id of our own form, `<words>` whatever is left, at
 * most {@link MOST_WORDS} letters.
 */
export type Keys = Readonly<Record<string, Rule>>;

/** What stands at the top of a document, by name. */
export type Shape = Readonly<Record<string, Form>>;

/** Letters of a value that somebody typed into a field. What people write at length stands in a text. */
export const MOST_WORDS = 2000;

/** What a field can hold of words that somebody typed or pasted into it; no character is cut in two. */
export const fitting = (words: string): string =>
	words.slice(0, /[\ud800-\udbff]/.test(words[MOST_WORDS - 1] ?? '') ? MOST_WORDS - 1 : MOST_WORDS);

/** Nothing is nested deeper. Yjs calls itself once for each level, and ends at some thousand. */
export const MOST_DEPTH = 16;

/** Content as a frame or a document holds it. */
export type Content =
	| { readonly kind: 'words' }
	| { readonly kind: 'type'; readonly type: number; readonly node: string | null }
	| { readonly kind: 'values'; readonly values: readonly unknown[] }
	| { readonly kind: 'mark'; readonly mark: string }
	/** None of ours: embedded things, bytes, documents in the document. */
	| { readonly kind: 'other'; readonly what: string };

interface Pattern {
	readonly parts: readonly string[];
	readonly rule: Rule;
}

interface Sorted {
	readonly words: ReadonlyMap<string, Rule>;
	readonly patterns: readonly Pattern[];
}

const sorted = new WeakMap<object, Sorted>();

function sortedOf(keys: Keys | Shape): Sorted {
	let known = sorted.get(keys);
	if (known === undefined) {
		const all = Object.entries(keys);
		known = {
			words: new Map(all.filter(([key]) => !key.includes('<'))),
			patterns: all
				.filter(([key]) => key.includes('<'))
				.map(([key, rule]) => ({ parts: key.split('|'), rule }))
		};
		sorted.set(keys, known);
	}
	return known;
}

function find(keys: Keys | Shape | undefined, key: string): Rule | null {
	if (keys === undefined) return null;
	const { words, patterns } = sortedOf(keys);
	return words.get(key) ?? patterns.find(({ parts }) => fits(parts, key))?.rule ?? null;
}

function fits(parts: readonly string[], key: string): boolean {
	const given = key.split('|');
	const last = parts.at(-1) === '<words>';
	if (last ? given.length < parts.length : given.length !== parts.length) return false;
	return parts.every((part, at) => {
		if (part === '<words>') return given.slice(at).join('|').length <= MOST_WORDS * 2;
		const word = given[at] ?? '';
		return part === '<id>' ? isOwnId(word) : part === word;
	});
}

/** @returns null: the document has nothing of that name */
export const formOfTop = (shape: Shape, name: string): Form | null => find(shape, name) as Form | null;

/** @param key null: in its row. @returns null: nothing stands there but, perhaps, words */
export const ruleIn = (form: Form, key: string | null): Rule | null =>
	key === null ? (form.row ?? null) : find(form.keys, key);

/** @returns null: that is no type the table knows */
export function formIn(form: Form, key: string | null): Form | null {
	const rule = ruleIn(form, key);
	return rule?.kind === 'form' ? rule : null;
}

const quoted = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;

/** @returns why it cannot stand there, as half a sentence; null: it can */
export function misfit(form: Form, key: string | null, content: Content): string | null {
	if (content.kind === 'words')
		return key === null && form.words === true ? null : `${form.what} holds no words`;
	if (content.kind === 'mark')
		return key === null && form.marks?.includes(content.mark) === true
			? null
			: `${form.what} has no such mark`;
	if (content.kind === 'other') return `${form.what} holds no ${content.what}`;
	const rule = ruleIn(form, key);
	if (rule === null)
		return key === null ? `${form.what} holds nothing in a row` : `${form.what} has no ${quoted(key)}`;
	if (content.kind === 'type')
		return rule.kind === 'form' && rule.type === content.type && (rule.node ?? null) === content.node
			? null
			: `${form.what} holds ${rule.what} there and not another type`;
	if (rule.kind === 'form') return `${form.what} holds ${rule.what} there and not a value`;
	return content.values.every((value) => rule.holds(value)) ? null : `what should be ${rule.what} is not`;
}

/** An object as it was meant: what it is made of are its own fields, and no other. */
export const isPlain = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' &&
	value !== null &&
	!Array.isArray(value) &&
	[Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

const rule = (what: string, holds: (value: unknown) => boolean): ValueRule => ({
	kind: 'value',
	what,
	holds
});

export const words = (what: string, most = MOST_WORDS): ValueRule =>
	rule(what, (value) => typeof value === 'string' && value.length <= most);
export const oneOf = (what: string, known: readonly string[]): ValueRule =>
	rule(what, (value) => typeof value === 'string' && known.includes(value));
export const yesOrNo = (what: string): ValueRule => rule(what, (value) => typeof value === 'boolean');
export const id = (what: string): ValueRule => rule(what, isOwnId);
export const matching = (what: string, holds: (value: unknown) => boolean): ValueRule => rule(what, holds);
export const orNothing = ({ what, holds }: ValueRule): ValueRule =>
	rule(`${what} or nothing`, (value) => value === null || holds(value));
export const several = ({ what, holds }: ValueRule, most: number): ValueRule =>
	rule(
		`a list of ${what}`,
		(value) => Array.isArray(value) && value.length <= most && value.every((one) => holds(one))
	);

/** @param may what may be left out */
export const fields = (
	what: string,
	must: Readonly<Record<string, ValueRule>>,
	may: Readonly<Record<string, ValueRule>> = {}
): ValueRule => {
	const known = new Set([...Object.keys(must), ...Object.keys(may)]);
	return rule(
		what,
		(value) =>
			isPlain(value) &&
			Object.keys(value).every((key) => known.has(key)) &&
			Object.entries(must).every(([key, { holds }]) => holds(value[key])) &&
			Object.entries(may).every(([key, { holds }]) => value[key] === undefined || holds(value[key]))
	);
};
