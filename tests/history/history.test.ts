/** [Y1] to [Y4], [Y7] on the real relay, its log and its folds. Witnesses note what they had when the relay said it had it. Long, because one set of hands plays all of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Draft } from '#core/minutes/draft.ts';
import type { MeetingId, MembershipId, PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { signsIn } from '#document/concurrent/characters.ts';
import { bodyOf } from '#document/fields.ts';
import { lineElement, setLineText, textOf } from '#document/minutes/line.ts';
import { readDraft } from '#document/read.ts';
import { itemThen } from '#document/history/restore.ts';
import { seedUpdate } from '#document/seed.ts';
import { noteTaken, takenOf } from '#document/concurrent/moved-lines.ts';
import { foldDocument } from '#server/relay/fold/fold.ts';
import { connect } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { openLog } from '#server/store/log/updates.ts';
import { withHistory } from '#server/usecases/history/histories.ts';
import { readHistory } from '#server/usecases/history/read-history.ts';
import { seeded, type Chance } from '../support/chance.ts';
import { awarenessOf, RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

const DAY = 86_400_000;
const FOREVER = 1e14;
const seed = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const MEETING = 'meeting01' as MeetingId;
/**
 * Each person types signs nobody else has, so that one sees whose a sign is. No letters: a word that two had their hands in
 * is by who put it together, see forgeries.test.ts.
 */
const PEOPLE = [
	['ann', '!"#&()*'],
	['ben', '+;<=>?@'],
	['cat', '[]^`{|}']
] as const;

let relay: TestRelay;
let name: string;
let document: number;
/** The last position that was acknowledged; before anybody has written, that of the first content. */
let reached = 0;
const writers: Writer[] = [];

beforeEach(async () => {
	relay = await openTestRelay();
	name = await relay.meeting(
		MEETING,
		seedUpdate([
			{ id: 'item000001', printed: null, title: '', lines: [emptyLine('point', 'line000001', '')] },
			{ id: 'item000002', printed: null, title: '', lines: [emptyLine('point', 'line000002', '')] }
		])
	);
	document = must(await findDocument(relay.db, name), 'the document').number;
	reached = await firstPosition();
	for (const [person] of PEOPLE) await addPerson(person);
});

afterEach(async () => {
	for (const writer of writers.splice(0)) writer.client.close();
	await relay.close();
});

async function firstPosition(): Promise<number> {
	const { position } = await relay.db
		.selectFrom('update_log')
		.select('position')
		.where('document', '=', document)
		.executeTakeFirstOrThrow();
	return position;
}

async function addPerson(id: string): Promise<void> {
	await relay.db
		.insertInto('person')
		.values({
			id: id as PersonId,
			name: `Real ${id}`,
			email: `${id}@example.org`,
			initials: '',
			agency: '',
			admin: 0,
			created_at: 0
		})
		.execute();
}

/** A person with a document and a line to the relay: what they change is sent, what they hear is taken in. */
class Writer {
	readonly doc = new Y.Doc();
	readonly client: RawClient;
	readonly person: string;
	readonly letters: string;
	#heard = 0;
	#sent = 0;

	constructor(person: string, letters: string) {
		this.person = person;
		this.letters = letters;
		this.client = new RawClient(`${relay.url}/${name}?caps=ack`, person);
		writers.push(this);
	}

	async joined(): Promise<this> {
		await this.client.joined();
		this.client.sendStep2(Y.encodeStateAsUpdate(new Y.Doc()));
		this.#sent++;
		this.client.sendStep1(this.doc);
		await this.client.heard('step2');
		this.hear();
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === 'heard') return;
			this.client.sendUpdate(update);
			this.#sent++;
		});
		this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
			if (transaction.local) noteTaken(transaction);
		});
		return this;
	}

	hear(): void {
		for (const told of this.client.told.slice(this.#heard))
			if (told.kind === 'step2' || told.kind === 'update') Y.applyUpdate(this.doc, told.update, 'heard');
		this.#heard = this.client.told.length;
	}

	/** @returns the position up to which all of it is on the disk */
	async acknowledged(): Promise<number> {
		const { position } = await this.client.heard('ack', ({ count }) => count >= this.#sent);
		return Number(position);
	}
}

/** Writes, deletes, splits off, moves, joins and breaks lines by dice. */
function edit({ doc, letters }: Pick<Writer, 'doc' | 'letters'>, chance: Chance, moves = true): void {
	const bodies = agenda(doc).map(({ item }) => must(bodyOf(item), 'a body'));
	const body = must(bodies[chance.below(bodies.length)], 'a body');
	const lines = body.toArray() as Y.XmlElement[];
	const at = chance.below(lines.length);
	const line = must(lines[at], 'a line');
	const text = textOf(line);
	const letter = () => letters[chance.below(letters.length)] ?? '';
	doc.transact(() => {
		switch (chance.below(10)) {
			case 0:
				body.insert(at + 1, [
					lineElement(emptyLine('point', `l${doc.clientID}${chance.below(1e9)}`, letter()))
				]);
				break;
			case 1: {
				const from = chance.below(text.length + 1);
				setLineText(line, text.slice(0, from) + text.slice(from + 2));
				break;
			}
			case 2: {
				// As the editor moves a line: made anew under its id.
				if (lines.length < 2 || !moves) break;
				const id = String(line.getAttribute('id'));
				body.delete(at, 1);
				body.insert(chance.below(lines.length), [lineElement(emptyLine('point', id, text))]);
				break;
			}
			case 3: {
				const above = lines[at - 1];
				if (!above || !moves) break;
				setLineText(above, textOf(above) + text);
				body.delete(at, 1);
				break;
			}
			case 4: {
				if (text === '' || !moves) break;
				const from = chance.below(text.length);
				setLineText(line, text.slice(0, from));
				const id = `l${doc.clientID}${chance.below(1e9)}`;
				body.insert(at + 1, [lineElement(emptyLine('point', id, text.slice(from)))]);
				break;
			}
			default: {
				const from = chance.below(text.length + 1);
				setLineText(line, text.slice(0, from) + letter() + letter() + text.slice(from));
			}
		}
	});
}

const wordsOf = (draft: Draft) =>
	draft.items.map(({ title, lines }) => [title, ...lines.map(({ id, text }) => `${id} ${text}`)]);

interface Witnessed {
	readonly position: number;
	readonly words: readonly (readonly string[])[];
}

/** Rounds in which all write at once; after each, when all are in step, what they have is noted. */
async function meetAndWrite(rounds: number, chance: Chance, moves = true): Promise<Witnessed[]> {
	const witnessed: Witnessed[] = [];
	const people = await Promise.all(PEOPLE.map(([person, letters]) => new Writer(person, letters).joined()));
	for (let round = 0; round < rounds; round++) {
		for (let n = chance.below(12) + 1; n > 0; n--)
			edit(must(people[chance.below(3)], 'somebody'), chance, moves);
		const positions = await Promise.all(people.map((person) => person.acknowledged()));
		const said = () => people.map(({ doc }) => JSON.stringify(wordsOf(readDraft(doc))));
		await until('all have the same', () => {
			for (const person of people) person.hear();
			return new Set(said()).size === 1;
		});
		const words = wordsOf(readDraft(must(people[0], 'the first').doc));
		// Where nobody wrote anything new, no position is given.
		reached = Math.max(reached, ...positions);
		witnessed.push({ position: reached, words });
	}
	for (const { client } of writers.splice(0)) {
		client.close();
		await client.gone();
	}
	return witnessed;
}

const rebuilt = async (position: number) =>
	must(
		await withHistory(relay.db, document, async ({ momentAt }) => wordsOf((await momentAt(position)).draft)),
		'a history'
	);

/** @param keep by default all of it: the first content of these meetings is from 1970 */
async function fold(keep = FOREVER, now = Date.now()): Promise<void> {
	const sqlite = connect(relay.dataDir, 'NORMAL');
	await foldDocument(document, textReader(sqlite), foldWriter(sqlite), {
		now: () => now,
		keep,
		pause: async () => undefined
	});
	sqlite.close();
}

describe('any moment can be read again', () => {
	test(`[Y1] it is what witnesses had then, across folds and a restart (seed ${seed})`, async () => {
		const chance = seeded(seed);
		const witnessed = await meetAndWrite(12, chance);
		await fold();
		witnessed.push(...(await meetAndWrite(12, chance)));
		await relay.restart();
		witnessed.push(...(await meetAndWrite(6, chance)));
		await fold();
		witnessed.push(...(await meetAndWrite(6, chance)));
		// In any order: forward, back, and to where somebody was already.
		for (let n = 0; n < 60; n++) {
			const one = must(witnessed[chance.below(witnessed.length)], 'a moment');
			expect(await rebuilt(one.position)).toEqual(one.words);
		}
		const last = must(witnessed.at(-1), 'the last');
		expect(wordsOf(readDraft(await relay.stored(name)))).toEqual(last.words);
	});

	test('[Y1] when the first frames are forgotten, it says since when it is complete, and is right from there', async () => {
		const chance = seeded(seed);
		await meetAndWrite(4, chance);
		await fold();
		const first = await relay.db.selectFrom('log_fold').select(['position', 'at']).executeTakeFirstOrThrow();
		const witnessed = await meetAndWrite(4, chance);
		await fold();
		// A month later somebody writes again.
		await fold(DAY, Date.now() + 2 * DAY);
		witnessed.push(...(await meetAndWrite(2, chance)));
		await fold(0, Date.now() + 2 * DAY);
		const since = await withHistory(relay.db, document, async ({ since, stops }) => ({ since, stops }));
		expect(since?.since.whole).toBe(false);
		expect(must(since, 'a history').since.at).toBeGreaterThanOrEqual(first.at);
		const begin = must(since?.stops[0], 'the first stop').position;
		const after = witnessed.filter(({ position }) => position >= begin);
		expect(after.length).toBeGreaterThan(0);
		for (const { position, words } of after) expect(await rebuilt(position)).toEqual(words);
	});
});

interface Letter {
	readonly letter: string;
	readonly person: string | null;
}

const lettersAt = async (position: number): Promise<readonly Letter[]> =>
	must(
		await withHistory(relay.db, document, async ({ momentAt }) =>
			[...(await momentAt(position)).lines.values()].flatMap((passages) =>
				passages.flatMap(({ text, hand }) => [...text].map((letter) => ({ letter, person: hand.person })))
			)
		),
		'a history'
	);

const typist = (letter: string): string =>
	PEOPLE.find(([, letters]) => letters.includes(letter))?.[0] ?? 'nobody';

describe('who wrote what', () => {
	test(`[Y2] [Y3] every letter is by the one who typed it, also in lines that others moved, joined and broke (seed ${seed})`, async () => {
		const chance = seeded(seed);
		const witnessed = await meetAndWrite(20, chance);
		await fold();
		witnessed.push(...(await meetAndWrite(10, chance)));
		let letters = 0;
		for (const { position, words } of witnessed) {
			const found = await lettersAt(position);
			for (const { letter, person } of found) expect([letter, person]).toEqual([letter, typist(letter)]);
			// Of two lines with one id, which two who move it at once make, the first.
			const ids = new Set<string>();
			const first = (line: string) => {
				const id = line.slice(0, line.indexOf(' '));
				return !ids.has(id) && ids.add(id) !== undefined;
			};
			const standing = words.flatMap((lines) =>
				lines
					.slice(1)
					.filter(first)
					.map((line) => line.slice(line.indexOf(' ') + 1))
			);
			expect(found.map(({ letter }) => letter).sort()).toEqual([...standing.join('')].sort());
			letters += found.length;
		}
		expect(letters).toBeGreaterThan(100);
	});

	test('[Y2] a client that lies about its name, and repeats what others wrote, is found out by its session', async () => {
		const ann = await new Writer('ann', '').joined();
		const ben = await new Writer('ben', '').joined();
		ben.client.send(awarenessOf([ben.doc.clientID, 1, JSON.stringify({ user: { name: 'Real ann' } })]));
		const line = (writer: Writer) =>
			must(bodyOf(must(agenda(writer.doc)[0], 'an item').item)?.get(0), 'a line') as Y.XmlElement;
		setLineText(line(ann), 'abc');
		await ann.acknowledged();
		await until('ben has it', () => {
			ben.hear();
			return textOf(line(ben)) === 'abc';
		});
		setLineText(line(ben), 'abcijk');
		// All of it once more, as if it were his.
		ben.client.sendStep2(Y.encodeStateAsUpdate(ben.doc));
		const position = await ben.acknowledged();
		expect((await lettersAt(position)).map(({ letter, person }) => `${letter} ${person}`)).toEqual([
			'a ann',
			'b ann',
			'c ann',
			'i ben',
			'j ben',
			'k ben'
		]);
	});

	test('[Y3] who joins and breaks lines cannot pass off own words as those of somebody else', async () => {
		const ann = await new Writer('ann', '').joined();
		const ben = await new Writer('ben', '').joined();
		const line = ({ doc }: Writer) =>
			must(bodyOf(must(agenda(doc)[0], 'an item').item)?.get(0), 'a line') as Y.XmlElement;
		setLineText(line(ann), 'abcd');
		await ann.acknowledged();
		await until('ben has it', () => {
			ben.hear();
			return textOf(line(ben)) === 'abcd';
		});
		const first = ann.doc.clientID;
		const clock = Y.getState(ben.doc.store, ben.doc.clientID);
		ben.doc.transact(() => {
			const text = line(ben).get(0) as Y.XmlText;
			// "cd" goes; "ab" stands, and is written once more; so are other letters in the place of hers.
			text.delete(2, 2);
			text.insert(2, 'abkl');
			const { id } = must(line(ben)._item, 'a line');
			const words = [[first, must(Y.getState(ann.doc.store, first), 'her clock') - 4, 4]];
			const taken = { line: [id.client, id.clock], whole: false, words, seen: [[first, 1000]] };
			const heir = { from: 0, at: [ben.doc.clientID, clock], length: 4 };
			takenOf(ben.doc).push([
				{ ...taken, heir },
				{ ...taken, heir: { from: 2, at: [ben.doc.clientID, clock + 2], length: 2 } }
			]);
		});
		const position = await ben.acknowledged();
		expect((await lettersAt(position)).map(({ letter, person }) => `${letter} ${person}`)).toEqual([
			'a ann',
			'b ann',
			'a ben',
			'b ben',
			'k ben',
			'l ben'
		]);
	});

	test('[Y3] a sentence made of the letters of somebody else is by who made it, however the note lists them', async () => {
		const ann = await new Writer('ann', '').joined();
		const ben = await new Writer('ben', '').joined();
		const line = ({ doc }: Writer) =>
			must(bodyOf(must(agenda(doc)[0], 'an item').item)?.get(0), 'a line') as Y.XmlElement;
		setLineText(line(ann), 'We saw no guilt yet');
		await ann.acknowledged();
		await until('ben has it', () => {
			ben.hear();
			return textOf(line(ben)).length === 19;
		});
		const letters = [...signsIn(line(ben))];
		const sentence = 'guilty one';
		ben.doc.transact(() => {
			const left = [...letters];
			const ids = [...sentence].map((sign) => {
				const at = left.findIndex((one) => one.sign === sign);
				return must(left.splice(at, 1)[0], 'a letter').id;
			});
			const { id } = must(line(ben)._item, 'a line');
			(line(ben).get(0) as Y.XmlText).delete(0, 19);
			const clock = Y.getState(ben.doc.store, ben.doc.clientID);
			(line(ben).get(0) as Y.XmlText).insert(0, sentence);
			takenOf(ben.doc).push([
				{
					line: [id.client, id.clock],
					whole: false,
					words: ids.map(({ client, clock }) => [client, clock, 1]),
					seen: [[ann.doc.clientID, 1000]],
					heir: { from: 0, at: [ben.doc.clientID, clock], length: sentence.length }
				}
			]);
		});
		const found = await lettersAt(await ben.acknowledged());
		expect(found.map(({ letter }) => letter).join('')).toBe(sentence);
		expect([...new Set(found.map(({ person }) => person))]).toEqual(['ben']);
	});

	test('[Y2] of text from before the history the person is known by the records, the time is not', async () => {
		// Without moves, which cannot be followed back there.
		await meetAndWrite(6, seeded(seed), false);
		await until('whose the ids are is written down', async () => {
			const rows = await relay.db.selectFrom('document_client').selectAll().execute();
			return new Set(rows.map(({ person_id }) => person_id)).size === 3;
		});
		await fold();
		await meetAndWrite(1, seeded(seed + 1), false);
		await fold(0, Date.now() + 2 * DAY);
		const hands = await withHistory(relay.db, document, async ({ momentAt, stops, since }) => ({
			whole: since.whole,
			passages: [...(await momentAt(must(stops[0], 'a stop').position)).lines.values()].flat()
		}));
		expect(hands?.whole).toBe(false);
		for (const { text, hand } of must(hands, 'a history').passages)
			for (const letter of text)
				expect([letter, hand]).toEqual([letter, { person: typist(letter), at: null }]);
	});
});

describe('who may look', () => {
	const actor = (person: string) => ({ person: person as PersonId, name: '', admin: false });
	const deps = () => ({ db: relay.db, now: () => Date.now(), newId: <T extends string>() => '' as T });
	const read = (person: string) =>
		readHistory(deps(), actor(person), { meeting: MEETING, position: null, shown: 'who' });

	test('[Y4] a stranger is told there is nothing; whoever may read the meeting reads its history, signed or not', async () => {
		await meetAndWrite(10, seeded(seed));
		expect(await read('ann')).toEqual({ ok: false, error: { code: 'not-found' } });
		const { board_id: board } = await relay.db
			.selectFrom('meeting')
			.select('board_id')
			.executeTakeFirstOrThrow();
		await relay.db
			.insertInto('membership')
			.values({
				id: 'membership1' as MembershipId,
				board_id: board,
				person_id: 'ann' as PersonId,
				role: 'observer',
				agency: '',
				initials: '',
				from_date: '2000-01-01' as CalendarDate,
				to_date: null
			})
			.execute();
		const page = await read('ann');
		expect(page.ok && page.value.stops.map(({ name }) => name)).toContain('Real ben');
		expect(page.ok && page.value.restorable).toEqual([]);
		await relay.sign(MEETING);
		expect((await read('ann')).ok).toBe(true);
	});
});

describe('a long meeting', () => {
	const FRAMES = 12_000;

	/** Typed without a relay between, each change one frame of the log. @returns the frames, by position */
	async function longMeeting(chance: Chance): Promise<ReadonlyMap<number, Uint8Array>> {
		const doc = await relay.stored(name);
		const made: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => made.push(update));
		while (made.length < FRAMES) edit({ doc, letters: PEOPLE[0][1] }, chance);
		const log = openLog(relay.dataDir);
		for (let at = 0; at < FRAMES; at += 1000)
			log.append(
				made
					.slice(at, at + 1000)
					.map((frame) => ({ document, person: 'ann' as PersonId, connection: 'c', at: Date.now(), frame }))
			);
		await log.close();
		const rows = await relay.db
			.selectFrom('update_log')
			.select(['position', 'frame'])
			.orderBy('position')
			.execute();
		return new Map(rows.map(({ position, frame }) => [position, frame]));
	}

	test('[Y1] [Y7] going back does not begin at the beginning, comes to the same, and lets others come all the while', async () => {
		const chance = seeded(seed);
		const frames = await longMeeting(chance);
		let turns = 0;
		let looking = true;
		const count = () => {
			turns++;
			if (looking) setImmediate(count);
		};
		setImmediate(count);
		const positions = [...frames.keys()];
		const asked = [FRAMES, ...Array.from({ length: 6 }, () => chance.below(FRAMES))].map((at) =>
			must(positions[at], 'a position')
		);
		for (const position of asked) {
			const doc = new Y.Doc();
			for (const [at, frame] of frames) if (at <= position) Y.applyUpdate(doc, frame);
			expect(await rebuilt(position)).toEqual(wordsOf(readDraft(doc)));
		}
		looking = false;
		// At least one between any thousand rows that were read.
		expect(turns).toBeGreaterThan(FRAMES / 1000);
	});

	test('[Y1] a history of items and lines whose ids every object answers to is read like any other', async () => {
		const odd = new Y.Doc();
		for (const id of ['__proto__', 'constructor']) {
			const item = new Y.Map<unknown>();
			odd.getMap('items').set(id, item);
			item.set('title', new Y.Text('Odd'));
			item.set('body', new Y.XmlFragment());
			(item.get('body') as Y.XmlFragment).insert(0, [lineElement(emptyLine('action', id, 'words'))]);
			odd.getMap('actions').set(id, { written: 'x' });
		}
		await relay.meeting('meeting02', Y.encodeStateAsUpdate(odd));
		const { number } = must(await findDocument(relay.db, 'meeting/meeting02/open'), 'the document');
		const moment = await withHistory(relay.db, number, async (history) =>
			history.momentAt(Number.MAX_SAFE_INTEGER)
		);
		expect([...must(moment, 'a moment').lines.keys()].sort()).toEqual(['__proto__', 'constructor']);
		expect(itemThen(odd, '__proto__')?.fields).toEqual({});
	});
});
