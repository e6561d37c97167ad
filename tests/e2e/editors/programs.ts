/**
 * Random programs of several people, delivered in random pieces. Afterwards all see the same, no line is there twice under
 * one id, nothing typed is there twice, and nothing is gone but by the hand of the one who typed it.
 */
import fc from 'fast-check';
import * as Y from 'yjs';
import { addOwner } from '#document/minutes/actions.ts';
import { deliver, ids, lines, open, paste, seen } from './world.ts';
import { ITEMS, type Writer } from './writer.ts';

/** Each of one letter of its own: what has all letters of another one holds that other one. */
const tokenOf = (index: number): string => `(${String.fromCodePoint(0x100 + index)})`;

type Step = readonly [kind: string, who: number, item: number, line: number, place: number];

const LINES = [
	['point', '(a)(b)(c)'],
	['action', '(d)(e)'],
	['bullet', '(f)'],
	['heading', '(g)(h)'],
	['point', '']
] as const;

/** Words are tokens in brackets; everything happens between them, so that each stays whole. */
function between(text: string, place: number): number {
	const borders = [...text.matchAll(/\(|$/g)].map(({ index }) => index);
	return borders[place % borders.length] ?? 0;
}

const TYPING = [
	'type',
	'type',
	'type',
	'enter-end',
	'action',
	'bullet',
	'owner',
	'marked',
	'paste',
	'in',
	'out'
];
const SHAPING = ['enter', 'backspace', 'delete', 'up', 'down'];
const HISTORY = ['undo', 'redo'];

export interface Found {
	readonly runs: number;
	readonly failed: string | null;
}

/** @param calm without undo, and each line is shaped by one person only, while all type in it: then nothing may be lost at all */
export function explore(seed: number, runs: number, calm: boolean): Found {
	const kinds = [...TYPING, ...SHAPING, ...(calm ? [] : HISTORY), 'deliver'];
	const step = fc.tuple(fc.constantFrom(...kinds), fc.nat(2), fc.nat(1), fc.nat(9), fc.nat(6));
	const result = fc.check(
		fc.property(fc.array(step, { minLength: 3, maxLength: 40 }), (steps) => run(steps, calm)),
		{ seed, numRuns: runs, endOnFailure: false }
	);
	return {
		runs: result.numRuns,
		failed: result.failed ? `${String(result.errorInstance)}\n${fc.defaultReportMessage(result) ?? ''}` : null
	};
}

/** One after the other, each seeing everything: whoever undoes or redoes takes or doubles no word of somebody else. */
export function exploreUndo(seed: number, runs: number): Found {
	const kinds = [...TYPING, ...SHAPING, ...HISTORY, ...HISTORY, ...HISTORY];
	const step = fc.tuple(fc.constantFrom(...kinds), fc.nat(2), fc.nat(1), fc.nat(9), fc.nat(6));
	const result = fc.check(
		fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => runUndo(steps)),
		{ seed, numRuns: runs, endOnFailure: false }
	);
	return {
		runs: result.numRuns,
		failed: result.failed ? `${String(result.errorInstance)}\n${fc.defaultReportMessage(result) ?? ''}` : null
	};
}

function runUndo(steps: readonly Step[]): void {
	const people = open(LINES, 3);
	const first = people[0] as Writer;
	const typed: { token: string; who: number }[] = [...'abcdefgh'].map((letter) => ({
		token: `(${letter})`,
		who: -1
	}));
	const text = () => ITEMS.map((_, item) => lines(first, item).join('\n')).join('\n');
	for (const [index, step] of steps.entries()) {
		const [kind, who] = step;
		const before = text();
		if (perform(people[who] as Writer, step, tokenOf(index), people, false))
			typed.push({ token: tokenOf(index), who });
		deliver(people);
		if (!HISTORY.includes(kind)) continue;
		const after = text();
		for (const { token, who: author } of typed)
			if (author !== who && before.split(token).length !== after.split(token).length)
				throw new Error(`${kind} by ${who} at step ${index} touched ${token}:\n${before}\n→\n${after}`);
	}
	const all = ids(first);
	if (new Set(all).size < all.length) throw new Error(`two lines with one id: ${all.join(' ')}`);
	const drafts = people.map((writer) => JSON.stringify(writer.draft()));
	if (new Set(drafts).size > 1) throw new Error(`they differ:\n${drafts.join('\n')}`);
}

function run(steps: readonly Step[], calm: boolean): void {
	const people = open(LINES, 3);
	// What stood there before belongs to nobody, and nobody may lose it.
	const typed = [...'abcdefgh'].map((letter) => ({ token: `(${letter})`, own: true }));
	for (const [index, step] of steps.entries()) {
		const writer = people[step[1]] as Writer;
		const typing = perform(writer, step, tokenOf(index), people, calm);
		if (typing) typed.push(typing);
		for (let item = 0; item < ITEMS.length; item++) same(writer, item, `step ${index}`);
	}
	deliver(people);
	const [first, ...others] = people.map((writer) => JSON.stringify(writer.draft()));
	for (const other of others) if (other !== first) throw new Error(`they differ:\n${first}\n${other}`);
	for (const writer of people) for (let item = 0; item < ITEMS.length; item++) same(writer, item, 'the end');
	const all = ids(people[0] as Writer);
	if (new Set(all).size < all.length) throw new Error(`two lines with one id: ${all.join(' ')}`);
	const text = ITEMS.map((_, item) => lines(people[0] as Writer, item).join('\n')).join('\n');
	for (const { token } of typed) {
		const count = text.split(token).length - 1;
		if (calm && count !== 1) throw new Error(`${token} is there ${count} times:\n${text}`);
	}
}

function same(writer: Writer, item: number, when: string): void {
	const bare = lines(writer, item).map((line) =>
		line
			.replace(/\[.*?\]/, '')
			.replace(/\s+/g, ' ')
			.trim()
	);
	const shown = seen(writer, item).map((line) => line.replace(/\s+/g, ' ').trim());
	if (JSON.stringify(bare) !== JSON.stringify(shown))
		throw new Error(`${when}: the page shows ${shown.join(' / ')}, the document holds ${bare.join(' / ')}`);
}

function perform(
	writer: Writer,
	[kind, who, item, at, place]: Step,
	token: string,
	people: readonly Writer[],
	calm: boolean
): { token: string; own: boolean } | null {
	const { doc } = writer.editor(item).state;
	const line = at % doc.childCount;
	const node = doc.child(line);
	const id = String(node.attrs['id']);
	const mine = (index: number) => owner(String(doc.maybeChild(index)?.attrs['id'] ?? '')) === who;
	const own = mine(line);
	const offset = between(node.textContent, place);
	const put = (text: string) => {
		writer.type(item, text);
		return { token, own };
	};
	if (calm && SHAPING.includes(kind)) {
		const needs = {
			enter: [line],
			backspace: [line - 1, line],
			delete: [line, line + 1],
			up: [line - 1, line],
			down: [line, line + 1]
		};
		if (
			!(needs[kind as keyof typeof needs] ?? []).every(
				(index) => index < 0 || index >= doc.childCount || mine(index)
			)
		)
			return null;
	}
	writer.at(item, line, kind === 'backspace' ? 0 : kind === 'enter' || kind === 'type' ? offset : 10_000);
	switch (kind) {
		case 'type':
			return put(token);
		case 'marked':
			if (node.content.size > 0) return null;
			return put(`ACTION: ID to ${token}`);
		case 'enter':
		case 'enter-end':
			writer.press(item, 'Enter');
			return null;
		case 'backspace':
			writer.press(item, 'Backspace');
			return null;
		case 'delete':
			writer.press(item, 'Delete');
			return null;
		case 'up':
		case 'down':
			writer.press(item, kind === 'up' ? 'ArrowUp' : 'ArrowDown', { altKey: true });
			return null;
		case 'action':
			writer.press(item, 'a', { ctrlKey: true, altKey: true });
			return null;
		case 'bullet':
			writer.press(item, 'b', { ctrlKey: true, altKey: true });
			return null;
		case 'in':
		case 'out':
			writer.press(item, 'Tab', { shiftKey: kind === 'out' });
			return null;
		case 'owner':
			writer.change(() => addOwner(writer.doc, id, 'MB'));
			return null;
		case 'paste':
			paste(writer, item, { text: `• x${token}\nACTION: MS to go` });
			return { token, own: own || node.content.size > 0 };
		case 'undo':
			writer.undo.undo();
			return null;
		case 'redo':
			writer.undo.redo();
			return null;
		default:
			deliverSome(people, who, place);
			return null;
	}
}

/** Some of what one person wrote reaches some of the others. */
function deliverSome(people: readonly Writer[], who: number, place: number): void {
	const from = people[who];
	const to = people[(who + 1 + (place % 2)) % people.length];
	if (from && to && from !== to) to.hear(Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)));
}

/** Each line has one person who may shape it, told by its id. */
const owner = (id: string): number => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 3;
