/** What editors really do, in any order, on and off the line, with undo: the guard must never take it for an attack. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { PersonId } from '#core/kernel/ids.ts';
import { MINUTES } from '#document/shape.ts';
import { Admission, type Writer } from './admit.ts';
import { frameBounds } from '#server/relay/socket/frames.ts';
import { parseLimits } from '#server/relay/socket/limits.ts';
import { ClientOwners } from '#server/relay/room/client-owners.ts';
import { Positions } from './positions.ts';
import { Text } from '#server/relay/room/text.ts';
import { HANDSHAKE, inspectUpdate, type UpdateContent } from './update.ts';
import { seeded, type Chance } from '../../../tests/support/chance.ts';

const { live } = frameBounds(parseLimits({}));

interface Page {
	readonly doc: Y.Doc;
	readonly undo: Y.UndoManager;
	/** null: off the line. */
	writer: Writer | null;
	readonly person: PersonId;
}

const SERVER = 'server';
const HERE = 'here';

function edit({ doc, undo }: Page, chance: Chance): void {
	const items = doc.getMap<Y.Map<unknown>>('items');
	const keys = [...items.keys()];
	const item = items.get(keys[chance.below(keys.length)] ?? '');
	const body = item?.get('body');
	const title = item?.get('title');
	doc.transact(() => {
		switch (item === undefined ? 0 : chance.below(14)) {
			case 0: {
				const made = new Y.Map<unknown>();
				made.set('title', new Y.Text('a title'));
				made.set('body', new Y.XmlFragment());
				items.set(`item000${chance.below(4)}`, made);
				break;
			}
			case 1:
				items.delete(keys[chance.below(keys.length)] ?? '');
				break;
			case 2:
				doc.getMap('actions').set(`action0${chance.below(3)}|due-answer`, {
					written: 'Friday',
					date: `2026-12-0${1 + chance.below(9)}`
				});
				break;
			case 3:
				undo.undo();
				break;
			case 4:
				undo.redo();
				break;
			case 5:
				if (title instanceof Y.Text && title.length > 0) title.delete(chance.below(title.length), 1);
				break;
			case 6:
				if (title instanceof Y.Text) title.insert(chance.below(title.length + 1), 'words ä😀');
				break;
			default:
				if (body instanceof Y.XmlFragment) editBody(body, chance);
		}
	}, HERE);
}

function editBody(body: Y.XmlFragment, chance: Chance): void {
	const line = body.length > 0 ? body.get(chance.below(body.length)) : undefined;
	const text = line instanceof Y.XmlElement && line.length > 0 ? line.get(0) : undefined;
	const kind = chance.below(6);
	if (kind < 2 || !(line instanceof Y.XmlElement)) {
		const made = new Y.XmlElement('line');
		made.setAttribute('kind', 'point');
		made.insert(0, [new Y.XmlText('a point')]);
		body.insert(chance.below(body.length + 1), [made]);
	} else if (kind === 2) body.delete(chance.below(body.length), 1);
	else if (kind === 3) line.setAttribute('kind', ['point', 'action', 'decision'][chance.below(3)] ?? 'point');
	else if (text instanceof Y.XmlText) {
		const at = chance.below(text.length + 1);
		if (kind === 4) text.insert(at, 'more');
		else text.delete(at, Math.min(3, text.length - at));
	}
}

const seeds = [1, 2, 3, 4, 5, 6, Math.trunc(Math.random() * 2 ** 31)];

test.each(seeds)('[R50] honest editing is never refused (seed %i)', (seed) => {
	const chance = seeded(seed);
	const text = new Text(
		{ fold: null, tail: [], damaged: 0 },
		{
			report: (error) => expect.unreachable(String(error)),
			onMoved: () => undefined,
			onTaken: () => places.applied()
		}
	);
	const places = new Positions(() => text.lagging, MINUTES);
	const guard = new Admission<Writer>(
		{
			bytes: 0,
			clock: (client) => text.clock(client),
			misplaced: (content) => places.refuse(content),
			holder: () => null
		},
		new ClientOwners(),
		{ maxBytes: 1e9, maxClients: 64 }
	);
	const pages: Page[] = [];
	let waiting: { update: Uint8Array; content: UpdateContent; handshake: boolean; from: Page }[] = [];
	const refused: unknown[] = [];
	const turn = (): void => {
		const taken = waiting;
		waiting = [];
		for (const { update, content, handshake } of taken)
			if (handshake) text.take(update);
			else text.put(update, content);
		guard.settled();
		for (const { update, from } of taken)
			for (const page of pages) if (page !== from && page.writer) Y.applyUpdate(page.doc, update, SERVER);
	};
	const send = (page: Page, update: Uint8Array, handshake: boolean): void => {
		const content = inspectUpdate(update, handshake ? HANDSHAKE : live);
		const verdict =
			content.ok && page.writer ? guard.judge(page.writer, content.value, update.length, handshake) : content;
		if (content.ok && 'kind' in verdict && verdict.kind === 'take')
			waiting.push({ update, content: content.value, handshake, from: page });
		else refused.push({ handshake, verdict, update: Buffer.from(update).toString('hex') });
	};
	for (let n = 0; n < 4; n++) {
		const doc = new Y.Doc();
		const undo = new Y.UndoManager(
			[doc.getMap('items'), doc.getMap('actions')] as Y.AbstractType<unknown>[],
			{
				trackedOrigins: new Set([HERE]),
				captureTimeout: 0
			}
		);
		const page: Page = { doc, undo, writer: null, person: `p${n}` as PersonId };
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== SERVER && page.writer) send(page, update, false);
		});
		pages.push(page);
	}
	for (let n = 0; n < 1500; n++) {
		const page = pages[chance.below(pages.length)];
		if (!page) continue;
		if (chance.below(25) === 0) {
			turn();
			if (page.writer) page.writer = null;
			else {
				page.writer = { person: page.person, isInStep: true };
				Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(text.doc), SERVER);
				send(page, Y.encodeStateAsUpdate(page.doc, text.vector), true);
			}
		}
		edit(page, chance);
		if (chance.below(3) === 0) turn();
	}
	turn();
	expect(refused.slice(0, 3)).toEqual([]);
	expect(text.doc.store.pendingStructs).toBe(null);
});
