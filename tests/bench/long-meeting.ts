/** A meeting as long as they get: 15 items, 600 points, 80 actions, 60 printed pages, written by three people; and a room of people in it. */
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import type { MembershipId, PersonId } from '#core/kernel/ids.ts';
import type { LineKind } from '#core/minutes/minutes.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate } from '#core/kernel/time.ts';
import { COLLAB_PATH, documentName, Message } from '#core/wire/wire.ts';
import { addOwner } from '#document/minutes/actions.ts';
import { addItem, agenda } from '#document/agenda/agenda.ts';
import { bodyOf, SCHEMA_VERSION } from '#document/fields.ts';
import { lineElement } from '#document/minutes/line.ts';
import { boardBySlug, insertMembership } from '#server/store/boards/boards.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { createSession } from '#server/store/accounts/sessions.ts';
import { newId } from '#server/usecases/kernel/deps.ts';
import { seeded, type Chance } from '../support/chance.ts';
import { awarenessOf, syncFrame } from '../support/relay-clients.ts';
import { until } from '../support/relay.ts';
import type { TestServer } from '../support/server.ts';

export const ITEMS = 15;
export const POINTS = 600;
export const ACTIONS = 80;
export const PEOPLE = 45;
/** Of them so many write all the time, beside the one who is measured. */
export const WRITERS = 5;

const SYLLABLES = [
	'ba',
	'ren',
	'to',
	'mis',
	'lu',
	'ka',
	'do',
	'shen',
	'pri',
	'val',
	'or',
	'est',
	'um',
	'ing'
];
const FIRST = ['Ada', 'Bram', 'Cleo', 'Dov', 'Edie', 'Finn', 'Gita', 'Hugo', 'Iris'];
const LAST = ['Marlow', 'Nettle', 'Oakes', 'Pryor', 'Quist'];

const word = (chance: Chance): string =>
	Array.from({ length: 1 + chance.below(3) }, () => SYLLABLES[chance.below(SYLLABLES.length)]).join('');
const sentence = (chance: Chance, words: number): string =>
	Array.from({ length: words }, () => word(chance)).join(' ');

export interface Member {
	readonly name: string;
	readonly initials: string;
	/** The cookie's token. */
	readonly session: string;
}

/** A board, and on it everybody who will be in the room. The server must not run yet. */
export async function makePeople(server: TestServer): Promise<Member[]> {
	await server.board('long', 'The long board', []);
	const db = openDatabase(server.dataDir);
	const board = must((await boardBySlug(db, 'long')) ?? undefined, 'the board').id;
	const members: Member[] = [];
	for (let index = 0; index < PEOPLE; index++) {
		const name = `${must(FIRST[index % FIRST.length], 'name')} ${must(LAST[Math.trunc(index / FIRST.length)], 'name')}`;
		const initials = name.replace(/[^A-Z]/g, '');
		const person = newId<PersonId>();
		await insertPerson(
			db,
			{
				id: person,
				name,
				email: `p${index}@long.example`,
				initials,
				agency: `Agency ${index % 12}`,
				admin: false
			},
			Date.now()
		);
		await insertMembership(db, {
			id: newId<MembershipId>(),
			board,
			person,
			role: index === 0 ? 'notetaker' : 'member',
			agency: `Agency ${index % 12}`,
			initials,
			from: must(calendarDate('2020-01-01'), 'date'),
			to: null
		});
		members.push({ name, initials, session: await createSession(db, person, Date.now()) });
	}
	await db.destroy();
	return members;
}

/** What three people wrote into the standing agenda, as one update: words by turns, so that the text is in thousands of pieces. */
export function longText(standing: Y.Doc, members: readonly Member[], seed: number): Uint8Array {
	const chance = seeded(seed);
	const docs = [1, 2, 3].map(() => {
		const doc = new Y.Doc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(standing));
		return doc;
	});
	const [first] = docs as [Y.Doc, ...Y.Doc[]];
	const share = () => {
		for (const from of docs)
			for (const to of docs)
				if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
	};
	const number = { point: POINTS / ITEMS, action: ACTIONS };
	while (agenda(first).length < ITEMS)
		addItem(first, newId(), newId(), sentence(chance, 4), agenda(first).at(-1)?.id ?? null);
	share();
	for (let item = 0; item < ITEMS; item++) {
		const actions =
			Math.round((number.action * (item + 1)) / ITEMS) - Math.round((number.action * item) / ITEMS);
		const every = Math.trunc((number.point + actions) / actions);
		for (let line = 0; line < number.point + actions; line++) {
			const isAction = line % every === every - 1 && Math.trunc(line / every) < actions;
			const kind: LineKind = isAction ? 'action' : 'point';
			const id = newId();
			for (const [turn, part] of [12, 16, 14].entries()) {
				const doc = docs[(line + turn) % docs.length] as Y.Doc;
				const body = must(bodyOf(must(agenda(doc)[item], 'item').item) ?? undefined, 'body');
				const words = sentence(chance, isAction ? part / 2 : part);
				if (turn === 0) body.insert(line, [lineElement(emptyLine(kind, id, words))]);
				else {
					const text = (body.get(line) as Y.XmlElement).get(0) as Y.XmlText;
					text.insert(turn === 1 ? text.length : chance.below(text.length), ` ${words}`);
				}
				if (turn === 0 && isAction)
					addOwner(doc, id, must(members[chance.below(members.length)], 'member').initials);
				share();
			}
		}
	}
	return Y.encodeStateAsUpdate(first, Y.encodeStateVector(standing));
}

const open = async (server: TestServer, meeting: string, member: Member): Promise<WebSocket> => {
	const url = `${server.origin.replace('http', 'ws')}${COLLAB_PATH}${documentName(meeting)}?v=1&caps=ack,notice,roster&schema=${SCHEMA_VERSION}`;
	const socket = new WebSocket(url, {
		headers: { Origin: server.origin, Cookie: `session=${member.session}` }
	});
	await new Promise((resolve, reject) => {
		socket.once('open', resolve);
		socket.once('error', reject);
	});
	return socket;
};

/** Somebody who is there, has a caret in the text and may write; hears everything. */
export class Guest {
	readonly doc = new Y.Doc();
	readonly awareness = new Awareness(this.doc);
	readonly #socket: WebSocket;
	#heard = 0;

	private constructor(socket: WebSocket, follows: boolean) {
		this.#socket = socket;
		socket.on('message', (data: Buffer) => {
			this.#heard++;
			if (follows || this.#heard < 8) this.#take(data);
		});
		socket.on('error', () => undefined);
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== this) socket.send(syncFrame(2, update));
		});
	}

	/** @param follows keeps the text, and so can write in it */
	static async enter(server: TestServer, meeting: string, member: Member, follows: boolean): Promise<Guest> {
		const guest = new Guest(await open(server, meeting, member), follows);
		guest.#socket.send(syncFrame(0, Y.encodeStateVector(guest.doc)));
		await until('the text is there', () => agenda(guest.doc).length > 0);
		return guest;
	}

	#take(data: Buffer): void {
		const decoder = decoding.createDecoder(data);
		if (decoding.readVarUint(decoder) !== Message.Sync) return;
		const step = decoding.readVarUint(decoder);
		const payload = decoding.readVarUint8Array(decoder);
		if (step === 0) this.#socket.send(syncFrame(1, Y.encodeStateAsUpdate(this.doc, payload)));
		else Y.applyUpdate(this.doc, payload, this);
	}

	/** @param item of the agenda, `line` of that item */
	text(item: number, line: number): Y.XmlText {
		const body = must(bodyOf(must(agenda(this.doc)[item], 'item').item) ?? undefined, 'body');
		return (body.get(line) as Y.XmlElement).get(0) as Y.XmlText;
	}

	/** As the editor says it: with every letter where the caret is now. */
	standAt(text: Y.XmlText, at: number): void {
		const place = Y.createRelativePositionFromTypeIndex(text, at);
		this.awareness.setLocalState({
			user: { name: '', color: '#1f5b45' },
			cursor: { anchor: place, head: place }
		});
		const update = encodeAwarenessUpdate(this.awareness, [this.doc.clientID]);
		const decoder = decoding.createDecoder(update);
		decoding.readVarUint(decoder);
		const client = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		this.#socket.send(awarenessOf([client, clock, decoding.readVarString(decoder)]));
	}

	leave(): void {
		this.awareness.destroy();
		this.#socket.terminate();
	}
}

/**
 * Everybody but one is there; some of them write 70 words a minute, one of them in the item that is measured.
 * @returns the way to end it
 */
export async function fillRoom(
	server: TestServer,
	meeting: string,
	members: readonly Member[],
	seed: number
): Promise<() => void> {
	const chance = seeded(seed);
	const guests: Guest[] = [];
	for (const [index, member] of members.entries())
		guests.push(await Guest.enter(server, meeting, member, index < WRITERS));
	for (const guest of guests.slice(WRITERS))
		guest.standAt(guest.text(chance.below(ITEMS), chance.below(30)), 5);
	const ends = guests.slice(0, WRITERS).map((guest, index) => {
		const text = guest.text(index * 2, 12 + index);
		return setInterval(() => {
			const at = text.length;
			text.insert(at, chance.below(6) === 0 ? ' ' : 'e');
			guest.standAt(text, at + 1);
		}, 1000 / LETTERS_A_SECOND);
	});
	return () => {
		for (const end of ends) clearInterval(end);
		for (const guest of guests) guest.leave();
	};
}

/** 70 words a minute of five letters and a space. */
export const LETTERS_A_SECOND = 7;

/** The text of a meeting as it stands on the server, and what is added to it. */
export async function writeInto(
	server: TestServer,
	meeting: string,
	member: Member,
	write: (standing: Y.Doc) => Uint8Array
): Promise<void> {
	const guest = await Guest.enter(server, meeting, member, true);
	Y.applyUpdate(guest.doc, write(guest.doc));
	const reader = await Guest.enter(server, meeting, member, true);
	await until('the text is on the server', () => agenda(reader.doc).length === agenda(guest.doc).length);
	guest.leave();
	reader.leave();
}
