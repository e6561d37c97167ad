/**
 * What the document of a meeting can hold: everything, and nothing else. A frame that brings anything else is refused before
 * the log, and a document that holds anything else is told of here.
 *
 * Whoever writes something new into the document says it here first, and raises SCHEMA_VERSION where an older editor
 * could harm it.
 */
import * as Y from 'yjs';
import { MOST_MINUTES, PURPOSES } from '#core/agenda/agenda.ts';
import {
	fields,
	formIn,
	formOfTop,
	id,
	matching,
	misfit,
	MOST_DEPTH,
	oneOf,
	orNothing,
	several,
	words,
	yesOrNo,
	YType,
	type Content,
	type Form,
	type Shape,
	type ValueRule
} from '#core/wire/content-rules.ts';
import { isOwnId } from '#core/kernel/ids.ts';
import { CONFIRMATIONS, DUE_KINDS, LINE_KINDS, OUTCOMES, VERBS } from '#core/minutes/minutes.ts';
import { calendarDate } from '#core/kernel/time.ts';
import { LINE } from './fields.ts';
import { parseTaken } from '#document/concurrent/moved-lines.ts';

const DATE = matching('a day', (value) => calendarDate(value) !== null);
const NUMBER = matching('a moment', (value) => Number.isFinite(value) && Number(value) >= 0);
/** A fractional key grows by a sign with every few moves between the same two. */
const ORDER = words('an order', 1000);
/** A line has none for the moment until whoever sees it gives it one. */
const LINE_ID = matching('the id of a line', (value) => value === '' || isOwnId(value));
const LABEL = words('a printed label', 200);
const MINUTES_LONG = matching(
	'a number of minutes',
	(value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= MOST_MINUTES
);
/** The days that words may mean are a handful. */
const MOST_OPTIONS = 50;

/** core/minutes/minutes.ts, `Due`. */
const DUE = fields(
	'a due',
	{ written: words('words'), kind: oneOf('a kind of due', DUE_KINDS), date: orNothing(DATE) },
	{ options: several(DATE, MOST_OPTIONS) }
);
/** core/minutes/minutes.ts, `DueAnswer`. */
const DUE_ANSWER = fields('an answered due', { written: words('words'), date: DATE });
/** fields.ts, `OwnerValue` and `TypedOwner`. */
const OWNER = fields(
	'an owner',
	{ written: words('words'), chosen: orNothing(id('a person')), outside: yesOrNo('outside'), order: ORDER },
	{
		typed: fields('where it was typed', {
			place: oneOf('a place', ['head', 'tail']),
			before: words('words'),
			after: words('words')
		})
	}
);
/** core/agenda/agenda.ts, `ItemClock`. */
const CLOCK = fields('a clock', { since: orNothing(NUMBER), used: NUMBER });
const TAKEN_FIELDS = new Set(['line', 'whole', 'words', 'seen', 'heir']);
/** concurrent/moved-lines.ts, `Taken`. */
const TAKEN: ValueRule = matching(
	'what became of a line',
	(value) =>
		parseTaken(value) !== null && Object.keys(value as object).every((field) => TAKEN_FIELDS.has(field))
);

const text = (what: string): Form => ({ kind: 'form', what, type: YType.Text, words: true });

const LINE_FORM: Form = {
	kind: 'form',
	what: 'a line',
	type: YType.XmlElement,
	node: LINE,
	keys: {
		id: LINE_ID,
		kind: oneOf('a kind of line', LINE_KINDS),
		verb: oneOf('a verb', VERBS),
		label: LABEL
	},
	row: { kind: 'form', what: 'the words of a line', type: YType.XmlText, words: true }
};

const ITEM: Form = {
	kind: 'form',
	what: 'an item',
	type: YType.Map,
	keys: {
		title: text('a title'),
		order: ORDER,
		removed: yesOrNo('removed'),
		label: LABEL,
		body: { kind: 'form', what: 'the body of an item', type: YType.XmlFragment, row: LINE_FORM },
		purpose: oneOf('a purpose', PURPOSES),
		lead: words('who leads'),
		minutes: MINUTES_LONG,
		added: DATE,
		clock: CLOCK
	}
};

const map = (what: string, keys: Form['keys'] & object): Form => ({
	kind: 'form',
	what,
	type: YType.Map,
	keys
});

/** The table. By name at the top of the document. */
export const MINUTES: Shape = {
	items: map('the agenda', { '<id>': ITEM }),
	actions: map('the list of actions', {
		'<id>|due': orNothing(DUE),
		'<id>|due-answer': DUE_ANSWER,
		'<id>|owner|<words>': OWNER
	}),
	arising: map('matters arising', {
		'at|notes': id('an item'),
		'at|actions': id('an item'),
		'<id>|outcome': oneOf('an outcome', OUTCOMES),
		'<id>|due': words('words'),
		'<id>|confirmed': oneOf('a confirmation', CONFIRMATIONS),
		'<id>|point': words('words')
	}),
	taken: { kind: 'form', what: 'the list of what was taken', type: YType.Array, row: TAKEN },
	'report|<id>': text('a report'),
	'amendment|<id>': text('an amendment')
};

/**
 * The same, and a text of the name that load generators type in and no page shows. A server holds it when its limits are so
 * high that only machines can mean them (RELAY_LIMITS): the benches that measure every relay alike write there.
 */
export const MEASURED: Shape = { ...MINUTES, text: text('a text that is measured') };

/** Something that the document cannot hold. */
export interface Misfit {
	/** From the top: names and keys, and places in a row as numbers. */
	readonly path: readonly (string | number)[];
	/** What stands there, in a word. */
	readonly what: string;
	/** As half a sentence. */
	readonly why: string;
}

type Type = Pick<Y.AbstractType<unknown>, '_start' | '_map'>;

interface Place {
	readonly type: Type;
	readonly form: Form;
	readonly path: Misfit['path'];
}

/** No document that is worth reading through has more. */
const MOST_MISFITS = 1000;

/**
 * Everything that stands in a document and in no row of the table. What was deleted is not looked at. Goes down without
 * calling itself, so that no nesting is too deep for it, and changes nothing.
 */
export function misfitsOf(doc: Y.Doc, shape: Shape = MINUTES): Misfit[] {
	const found: Misfit[] = [];
	const places: Place[] = [];
	for (const [name, type] of doc.share) {
		if (isBare(type)) continue;
		const form = formOfTop(shape, name);
		if (form) places.push({ type, form, path: [name] });
		else
			found.push({ path: [name], what: 'a name at the top', why: 'the document has nothing of that name' });
	}
	for (let place = places.pop(); place && found.length < MOST_MISFITS; place = places.pop())
		look(place, places, found);
	return found;
}

/** Somebody asked for it, and nothing stands in it. */
function isBare(type: Type): boolean {
	for (let item = type._start; item !== null; item = item.right) if (!item.deleted) return false;
	for (const item of type._map.values()) if (!item.deleted) return false;
	return true;
}

function look({ type, form, path }: Place, places: Place[], found: Misfit[]): void {
	const judge = (item: Y.Item, key: string | null, at: string | number): void => {
		if (found.length >= MOST_MISFITS) return;
		const content = contentOf(item.content);
		const here = [...path, at];
		const why = misfit(form, key, content);
		if (why !== null) found.push({ path: here, what: nameOf(content), why });
		else if (item.content instanceof Y.ContentType) {
			const inner = formIn(form, key);
			if (here.length > MOST_DEPTH)
				found.push({ path: here, what: nameOf(content), why: 'it is nested too deep' });
			else if (inner) places.push({ type: item.content.type, form: inner, path: here });
		}
	};
	let at = 0;
	for (let item = type._start; item !== null; item = item.right) {
		if (item.deleted) continue;
		judge(item, null, at);
		if (item.countable) at += item.length;
	}
	for (const [key, item] of type._map) if (!item.deleted) judge(item, key, key);
}

/** The type, by the number of Yjs' format, and of an element what it is called. */
function typeOf(type: unknown): { readonly type: number; readonly node: string | null } {
	if (type instanceof Y.XmlElement) return { type: YType.XmlElement, node: type.nodeName };
	if (type instanceof Y.XmlText) return { type: YType.XmlText, node: null };
	if (type instanceof Y.XmlFragment) return { type: YType.XmlFragment, node: null };
	if (type instanceof Y.Text) return { type: YType.Text, node: null };
	if (type instanceof Y.Map && !(type instanceof Y.XmlHook)) return { type: YType.Map, node: null };
	if (type instanceof Y.Array) return { type: YType.Array, node: null };
	return { type: -1, node: null };
}

export function contentOf(content: Y.Item['content']): Content {
	if (content instanceof Y.ContentString) return { kind: 'words' };
	if (content instanceof Y.ContentType) return { kind: 'type', ...typeOf(content.type) };
	if (content instanceof Y.ContentAny) return { kind: 'values', values: content.getContent() };
	if (content instanceof Y.ContentFormat) return { kind: 'mark', mark: content.key };
	return { kind: 'other', what: 'things of other kinds' };
}

const nameOf = (content: Content): string =>
	content.kind === 'values'
		? 'a value'
		: content.kind === 'type'
			? 'a type'
			: content.kind === 'mark'
				? `the mark ${content.mark.slice(0, 40)}`
				: content.kind === 'words'
					? 'words'
					: content.what;
