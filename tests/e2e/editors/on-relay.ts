/** One person in a browser of their own, with the real editors, on the real relay. */
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { addOwner } from '#document/minutes/actions.ts';
import { agenda, moveItem } from '#document/agenda/agenda.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { ids, lines, paste, seen } from './world.ts';
import { ITEMS, Writer } from './writer.ts';

/** Everything somebody does; `cut` and `join` are what happens to their line. */
export const COMMANDS = [
	...['type', 'type', 'type', 'type', 'type'],
	...['line', 'marked', 'paste', 'owner', 'action', 'decision', 'heading', 'bullet', 'in', 'out'],
	...['enter', 'join-lines', 'up', 'down', 'item-up', 'item-down', 'undo', 'redo', 'cut', 'join']
] as const;

export interface Step {
	readonly command: (typeof COMMANDS)[number];
	readonly item: number;
	readonly line: number;
	readonly place: number;
	/** In brackets, and nowhere else: what is typed, if anything is. */
	readonly token: string;
}

export interface Typed {
	readonly token: string;
	/** It stands in a line that nobody else moves, splits or joins: so it may not be lost. */
	readonly own: boolean;
}

let writer: Writer | null = null;
let provider: WebsocketProvider | null = null;

export async function enter(meeting: string, seed: readonly number[]): Promise<void> {
	leaveRelay();
	writer = new Writer(new Uint8Array(seed), document.body);
	const { doc, awareness } = writer;
	provider = new WebsocketProvider(
		`${location.origin.replace('http', 'ws')}${COLLAB_PATH.slice(0, -1)}`,
		documentName(meeting),
		doc,
		{ awareness, disableBc: true, params: { v: '1', schema: String(SCHEMA_VERSION) } }
	);
	const joined = provider;
	await new Promise<void>((resolve) => joined.on('sync', (synced: boolean) => void (synced && resolve())));
}

export function leaveRelay(): void {
	provider?.destroy();
	writer?.destroy();
	document.body.replaceChildren();
}

/** @param me of `people`: each line belongs to one of them, who alone moves, splits and joins it */
export async function perform(steps: readonly Step[], me: number, people: number): Promise<Typed[]> {
	const typed: Typed[] = [];
	for (const step of steps) {
		const done = writer && one(writer, step, me, people);
		if (done) typed.push(done);
		// What the others wrote meanwhile comes in here.
		await new Promise((resolve) => setTimeout(resolve, 0));
	}
	return typed;
}

export const online = (): void => provider?.connect();

/** What this person has, as far as it can be compared. */
export function state() {
	if (!writer) throw new Error('nobody is here');
	const here = writer;
	return {
		vector: [...Y.encodeStateVector(here.doc)],
		draft: JSON.stringify(here.draft()),
		ids: ids(here),
		text: ITEMS.flatMap((_, item) => lines(here, item)).join('\n'),
		shown: ITEMS.map((_, item) => seen(here, item).map(bare)),
		held: ITEMS.map((id) =>
			(here.draft().items.find((item) => item.id === id)?.lines ?? []).map(({ kind, text }) =>
				bare(`${kind} ${text}`)
			)
		)
	};
}

const bare = (text: string): string => text.replace(/\s+/g, ' ').trim();

const ownerOf = (id: string, people: number): number =>
	[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % people;

/** Words are tokens in brackets; everything happens between them, so that each stays whole: also one of which only a part has arrived. */
function between(text: string, place: number): number {
	let open = 0;
	const borders: number[] = [];
	for (const [at, sign] of [...text, ''].entries()) {
		if (open === 0 && (sign === '(' || sign === '')) borders.push(at);
		open += sign === '(' ? 1 : sign === ')' ? -1 : 0;
	}
	return borders[place % Math.max(borders.length, 1)] ?? 0;
}

const CONVERSIONS: Readonly<Record<string, string>> = {
	action: 'a',
	decision: 'd',
	heading: 'h',
	bullet: 'b'
};

function one(here: Writer, step: Step, me: number, people: number): Typed | null {
	const { command, item, place, token } = step;
	const { doc } = here.editor(item).state;
	const line = step.line % doc.childCount;
	const node = doc.child(line);
	const mine = (...places: readonly number[]) =>
		places.every((index) => {
			const there = index < 0 ? null : doc.maybeChild(index);
			return !there || ownerOf(String(there.attrs['id']), people) === me;
		});
	const own = mine(line);
	const at = (offset: number) => here.at(item, line, offset);
	const end = 10_000;
	switch (command) {
		case 'type':
			at(between(node.textContent, place));
			here.type(item, token);
			return { token, own };
		case 'line':
			at(end);
			here.press(item, 'Enter');
			here.type(item, token);
			return { token, own: mine(here.editor(item).state.selection.$head.index(0)) };
		case 'marked':
			if (node.content.size > 0) return null;
			at(0);
			here.type(item, `ACTION: ID to ${token}`);
			return { token, own };
		case 'paste':
			at(end);
			paste(here, item, { text: `• x${token}\nACTION: MS to go` });
			return { token, own: false };
		case 'owner':
			here.change(() => addOwner(here.doc, String(node.attrs['id']), 'MB'));
			return null;
		case 'action':
		case 'decision':
		case 'heading':
		case 'bullet':
			at(end);
			here.press(item, CONVERSIONS[command] ?? '', { ctrlKey: true, altKey: true });
			return null;
		case 'in':
		case 'out':
			at(end);
			here.press(item, 'Tab', { shiftKey: command === 'out' });
			return null;
		case 'enter':
			if (!own) return null;
			at(between(node.textContent, place));
			here.press(item, 'Enter');
			return null;
		case 'join-lines':
			if (!mine(line - 1, line)) return null;
			at(0);
			here.press(item, 'Backspace');
			return null;
		case 'up':
		case 'down':
			if (!mine(line, command === 'up' ? line - 1 : line + 1)) return null;
			at(end);
			here.press(item, command === 'up' ? 'ArrowUp' : 'ArrowDown', { altKey: true });
			return null;
		case 'item-up':
		case 'item-down': {
			const id = agenda(here.doc)[item]?.id ?? '';
			here.change(() => void moveItem(here.doc, id, command === 'item-up' ? 'up' : 'down'));
			return null;
		}
		case 'undo':
			here.undo.undo();
			return null;
		case 'redo':
			here.undo.redo();
			return null;
		case 'cut':
			provider?.disconnect();
			return null;
		case 'join':
			provider?.connect();
			return null;
	}
}
