/** [R91] A text that is broken is set right: everything that could be read goes on, with whose it is, and the old one is kept. */
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { minutesText } from '#core/record/canonical.ts';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { documentName } from '#core/wire/wire.ts';
import { addOwner } from '#document/minutes/actions.ts';
import { addItem, agenda, renameItem, setItemRemoved } from '#document/agenda/agenda.ts';
import { placeArising } from '#document/register/arising.ts';
import { bodyOf, SCHEMA_VERSION } from '#document/fields.ts';
import { lineElement, setLineText, textOf } from '#document/minutes/line.ts';
import { readDraft } from '#document/read.ts';
import { misfitsOf } from '#document/shape.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import { connect } from '#server/store/database/database.ts';
import { clientsOf, keepClients } from '#server/store/log/document-clients.ts';
import { findDocument, readUpdates } from '#server/store/log/documents.ts';
import { currentDocument } from '#server/store/log/epochs.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { allAside } from '#server/store/log/set-aside.ts';
import { foldDocument } from '#server/relay/fold/fold.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { examineDocuments, type Examined } from '#server/usecases/log/examine-documents.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { readAgenda } from '#server/usecases/agenda/read-agenda.ts';
import { readDocument } from '#server/usecases/log/read-document.ts';
import { readHistory, readItemThen } from '#server/usecases/history/read-history.ts';
import { repairDocument, type Repaired } from '#server/usecases/log/repair-document.ts';
import { review } from '#server/usecases/record/review.ts';
import { verifyAll } from '#server/usecases/record/verify-all.ts';
import { peoplePage } from '#server/views/boards/people-page.ts';
import { abyss } from '../support/abyss.ts';
import { meetingOf, newWorld, personOf, signNow, type World } from '../support/signed-meeting.ts';

let world: World;
let meeting: MeetingId;
let document: number;
/** What honest hands have written. */
let honest: Uint8Array[];

const chair = () => world.actor('Petra Lindqvist');

beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
	document = must(await findDocument(world.db, documentName(meeting)), 'document').number;
	honest = await readUpdates(world.db, document);
});
afterEach(() => world.close());

async function append(frame: Uint8Array, name: string): Promise<void> {
	await world.db
		.insertInto('update_log')
		.values({
			document,
			person_id: personOf(name) as PersonId,
			connection: name,
			at: world.deps.now(),
			frame: Buffer.from(frame)
		})
		.execute();
}

/** One change, as the relay would have logged it, a minute after the last. */
async function write(name: string, change: (doc: Y.Doc) => void): Promise<void> {
	world.passes(60_000);
	const doc = new Y.Doc();
	for (const update of honest) Y.applyUpdate(doc, update);
	const before = Y.encodeStateVector(doc);
	change(doc);
	const frame = Y.encodeStateAsUpdate(doc, before);
	honest.push(frame);
	await append(frame, name);
	await keepClients(world.db, [{ document, client: doc.clientID, person: personOf(name) }]);
}

const firstItem = (doc: Y.Doc) => must(agenda(doc)[0], 'item');
const firstLine = (doc: Y.Doc): Y.XmlElement =>
	must(bodyOf(firstItem(doc).item), 'body').get(0) as Y.XmlElement;
const insert = (at: number, words: string) => (doc: Y.Doc) => {
	const now = textOf(firstLine(doc));
	setLineText(firstLine(doc), now.slice(0, at) + words + now.slice(at));
};

/** Two people in one line, an item that was removed, an owner, a title. */
async function aMeeting(): Promise<void> {
	await write('Marek Sobel', insert(0, 'From the chair. '));
	await write('Ines Dahl', insert(9, 'careful '));
	await write('Marek Sobel', (doc) => {
		renameItem(doc, firstItem(doc).id, 'Introductions and more');
		addItem(doc, 'seconditem000', 'secondline000', 'Taken off', firstItem(doc).id);
		setItemRemoved(doc, 'seconditem000', true);
		placeArising(doc, 'notes', firstItem(doc).id);
	});
}

let chances = 0;
const chance = {
	newId: () => `fresh${String(++chances).padStart(15, '0')}`,
	newClient: () => 1_000_000 + ++chances
};

async function repair(anyway = false): Promise<Repaired> {
	const done = await repairDocument(world.deps, chance, { meeting, anyway });
	if (!done.ok) throw new Error(done.error.code);
	document = must(await currentDocument(world.db, meeting), 'document').number;
	honest = await readUpdates(world.db, document);
	return done.value;
}

/** As a disk does it: no law of the database sees that. */
function spoilSeed(frame: Uint8Array, checksum: number = crc32(frame)): void {
	const sqlite = connect(world.dataDir, 'NORMAL');
	sqlite.exec('DROP TRIGGER log_is_append_only');
	sqlite
		.prepare(`UPDATE update_log SET frame = ?, checksum = ? WHERE document = ? AND connection = 'seed'`)
		.run(Buffer.from(frame), checksum, document);
	sqlite.close();
}

const text = async () => minutesText(must(await loadMinutes(world.db, meeting), 'minutes').minutes);

async function examined(): Promise<Examined[]> {
	const all: Examined[] = [];
	for await (const one of examineDocuments(world.db, meeting, world.deps.now)) all.push(one);
	return all;
}

/** [who, words] of the first line. */
async function whose(epoch?: number): Promise<(readonly [string, string, number | null])[]> {
	const asked = { meeting, position: null, shown: 'who' as const, ...(epoch === undefined ? {} : { epoch }) };
	const read = await readHistory(world.deps, chair(), asked);
	if (!read.ok) throw new Error(read.error.code);
	const line = must(read.value.items[0]?.lines[0], 'line').id;
	return must(read.value.passages.get(line), 'passages').map(({ name, text, at }) => [name, text, at]);
}

/** What F2 and misfits are made of, past the relay. */
const misfit = () =>
	write('Osric Bell', (doc) => {
		doc.getMap('unknown').set('secret', 'x');
		firstLine(doc).setAttribute('style', 'red');
		(firstLine(doc).get(0) as Y.XmlText).format(0, 4, { shouting: {} });
		const strange = new Y.XmlElement('table');
		strange.insert(0, [new Y.XmlText('Words in a table.')]);
		must(bodyOf(firstItem(doc).item), 'body').insert(1, [strange]);
	});

const BROKEN: readonly (readonly [string, () => Promise<void>])[] = [
	[
		'F1, 2,500 maps in each other',
		async () => {
			for (const frame of Object.values(abyss(2500))) await append(frame, 'Osric Bell');
		}
	],
	[
		'F2, a schema that no editor has',
		async () => {
			await world.db
				.updateTable('document')
				.set({ schema: 999_999 })
				.where('number', '=', document)
				.execute();
		}
	],
	['what no minutes can hold', misfit],
	['bytes that are no update', () => append(new Uint8Array([1, 1, 7]), 'Osric Bell')]
];

test.each(BROKEN)('[R91] %s: set right, then written in, reviewed, signed, exported', async (_, breaks) => {
	await aMeeting();
	await breaks();
	await write('Ines Dahl', insert(0, 'Behind it. '));
	const before = await text();
	const hands = await whose();
	expect((await examined())[0]?.findings.length).toBeGreaterThan(0);
	const isAside = (await allAside(world.db, meeting)).length > 0;
	expect((await peoplePage(world.db)).aside.length > 0).toBe(isAside);
	world.passes(3_600_000);
	const repaired = await repair();
	expect(repaired).toMatchObject({ epoch: 2, homeless: 0 });
	expect(await text()).toBe(before);
	expect(await whose()).toEqual(hands);
	expect(hands.map(([name]) => name)).toContain('Ines Dahl');
	expect((await peoplePage(world.db)).aside).toEqual([]);
	const [old, now] = await examined();
	expect(old).toMatchObject({ replaced: { at: world.deps.now(), why: repaired.findings.join('; ') } });
	expect(now).toMatchObject({ document: documentName(meeting, 2), replaced: null, findings: [] });
	const row = must(await findDocument(world.db, documentName(meeting, 2)), 'document');
	expect([row.schema, row.replaced]).toEqual([SCHEMA_VERSION, 0]);

	await write('Marek Sobel', insert(0, 'Onwards. '));
	expect(await text()).toContain('Onwards. Behind it.');
	expect((await whose())[0]?.slice(0, 2)).toEqual(['Marek Sobel', 'Onwards. ']);
	expect(must(await review(world.deps, chair(), meeting), 'review').minutes.items[0]?.title).toBe(
		'Introductions and more'
	);
	const planned = await readAgenda(world.deps, chair(), meeting);
	expect(planned.ok && planned.value.items[0]?.title).toBe('Introductions and more');
	await signNow(world, meeting);
	const exported = await exportMinutes(world.deps, chair(), meeting);
	expect(exported.ok && exported.value.text).toContain('Onwards. Behind it.');
	expect((await verifyAll(world.db, world.dataDir)).problems).toEqual([]);
	// The text before it stays, with its own history.
	expect((await whose(1)).map(([, words]) => words).join('')).toContain('Behind it.');
});

test('[R91] items that were removed, owners, places of the last meeting and ids come along', async () => {
	await aMeeting();
	await write('Ines Dahl', (doc) =>
		addOwner(doc, must(readDraft(doc).items[0]?.lines[2], 'action').id, 'Wilf')
	);
	const shows = (doc: Y.Doc) => ({
		draft: readDraft(doc),
		agenda: agenda(doc).map(({ id, order, removed }) => [id, order, removed])
	});
	const was = shows(await opened());
	await repair(true);
	expect(shows(await opened())).toEqual(was);
	expect(was.agenda).toHaveLength(2);
	expect(misfitsOf(await opened())).toEqual([]);
});

async function opened(): Promise<Y.Doc> {
	const doc = new Y.Doc();
	for (const update of await readUpdates(world.db, document)) Y.applyUpdate(doc, update);
	return doc;
}

test('[R91] what no minutes can hold is named, in the answer and in the audit; words that were read are kept', async () => {
	await misfit();
	const { leftOut, findings } = await repair();
	expect(findings).toHaveLength(5);
	expect(leftOut).toHaveLength(4);
	expect(leftOut.join()).toContain('a name at the top at unknown');
	expect(await text()).toContain('Words in a table.');
	expect(misfitsOf(await opened())).toEqual([]);
	const row = await world.db
		.selectFrom('audit')
		.selectAll()
		.where('verb', '=', 'repair-document')
		.executeTakeFirst();
	expect(row).toMatchObject({ subject: `meeting/${meeting}`, person_id: null });
	expect(JSON.parse(must(row, 'row').detail)).toEqual({ epoch: 2, findings, leftOut, homeless: 0 });
});

test('[R91] [R41] the words of each stand under a client that is theirs, and nobody else may write there', async () => {
	await aMeeting();
	await repair(true);
	const owned = await clientsOf(world.db, document);
	expect(owned.map(({ person }) => person).sort()).toEqual([personOf('Ines Dahl'), personOf('Marek Sobel')]);
	const doc = await opened();
	for (const { client } of owned) expect(Y.getState(doc.store, client)).toBeGreaterThan(0);
});

test('[R91] words that stood on what cannot be read are not lost: they stand at the end, by who wrote them', async () => {
	await aMeeting();
	// A line by somebody whose frame is damaged; an honest hand went on in it.
	const doc = await opened();
	const seen = Y.encodeStateVector(doc);
	const line = lineElement(emptyLine('point', 'brokenline00', 'Broken. '));
	must(bodyOf(firstItem(doc).item), 'body').insert(0, [line]);
	const theirs = Y.encodeStateAsUpdate(doc, seen);
	const other = new Y.Doc();
	Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
	const before = Y.encodeStateVector(other);
	(firstLine(other).get(0) as Y.XmlText).insert(8, 'An honest sentence.');
	await world.db
		.insertInto('update_log')
		.values({
			document,
			person_id: personOf('Osric Bell'),
			connection: 'raw',
			at: world.deps.now(),
			frame: Buffer.from(theirs),
			checksum: 1
		})
		.execute();
	await append(Y.encodeStateAsUpdate(other, before), 'Ines Dahl');
	expect(await text()).not.toContain('honest');
	expect((await repair()).homeless).toBe(1);
	expect(await text()).toMatch(/Words without a place[^]*An honest sentence\./);
	const read = await readHistory(world.deps, chair(), { meeting, position: null, shown: 'who' });
	const passages = read.ok ? [...read.value.passages.values()].flat() : [];
	expect(passages).toContainEqual(
		expect.objectContaining({ name: 'Ines Dahl', text: 'An honest sentence.' })
	);
});

test('[R91] a first content that cannot be read: what everybody typed is there, in one item', async () => {
	await aMeeting();
	spoilSeed(new Uint8Array([9, 9]), 1);
	await expect(text()).rejects.toThrow('first content');
	const { findings, homeless } = await repair();
	expect(findings.join()).toContain('it cannot be opened: the first content of this document is damaged');
	expect(homeless).toBeGreaterThan(0);
	expect(await text()).toContain('From the careful chair.');
	await signNow(world, meeting);
});

test('[R88] [R91] a first content that throws is not left out as other frames are: nobody opens what looks empty, and repair brings the words', async () => {
	await aMeeting();
	spoilSeed(new Uint8Array([1, 1, 7]));
	await expect(text()).rejects.toThrow('it could not be taken in');
	await expect(readDocument(world.deps, chair(), meeting)).rejects.toThrow();
	const history = await readHistory(world.deps, chair(), { meeting, position: null, shown: 'who' });
	expect(history).toEqual({ ok: false, error: { code: 'history-lost' } });
	expect(await world.db.selectFrom('log_quarantine').selectAll().execute()).toEqual([]);
	const { findings } = await repair();
	expect(findings.join()).toContain('it cannot be opened: it could not be taken in');
	expect(await text()).toContain('From the careful chair.');
});

test('[R91] a folded log, and one that was set right before', async () => {
	await aMeeting();
	const sqlite = connect(world.dataDir, 'NORMAL');
	const options = { now: world.deps.now, keep: 1e12, pause: async () => undefined };
	await foldDocument(document, textReader(sqlite), foldWriter(sqlite), options);
	await write('Ines Dahl', insert(0, 'Later. '));
	const [before, hands] = [await text(), await whose()];
	await repair(true);
	await foldDocument(document, textReader(sqlite), foldWriter(sqlite), options);
	await repair(true);
	sqlite.close();
	expect([await text(), await whose()]).toEqual([before, hands]);
	expect((await examined()).map(({ document: name }) => name)).toEqual(
		[1, 2, 3].map((n) => documentName(meeting, n))
	);
	const first = await readHistory(world.deps, chair(), { meeting, epoch: 1, position: null, shown: 'text' });
	expect(first.ok && first.value.epochs.map(({ epoch }) => epoch)).toEqual([2, 3]);
	const item = must(first.ok ? first.value.items[0] : null, 'item').id;
	const then = await readItemThen(world.deps, world.actor('Ines Dahl'), {
		meeting,
		epoch: 1,
		item,
		position: 1e15
	});
	expect(then.ok && then.value.then.lines[0]?.text).toContain('Later.');
	const whole = await readDocument(world.deps, chair(), meeting, 1);
	expect(whole.ok).toBe(true);
	const none = await readDocument(world.deps, chair(), meeting, 4);
	expect(none.ok).toBe(false);
});

test('[R91] nothing is done to signed minutes, nor where nothing is wrong', async () => {
	const well = await repairDocument(world.deps, chance, { meeting, anyway: false });
	expect(well).toEqual({ ok: false, error: { code: 'nothing-to-repair' } });
	await signNow(world, meeting);
	const signed = await repairDocument(world.deps, chance, { meeting, anyway: true });
	expect(signed).toEqual({ ok: false, error: { code: 'repair-of-signed' } });
	expect((await currentDocument(world.db, meeting))?.epoch).toBe(1);
	const nowhere = await repairDocument(world.deps, chance, {
		meeting: 'nosuchmeeting' as MeetingId,
		anyway: true
	});
	expect(nowhere).toEqual({ ok: false, error: { code: 'not-found' } });
});

test('[R91] no console writes into a text that was replaced, or makes another one of it', async () => {
	const old = document;
	await repair(true);
	const frame = {
		document: old,
		person_id: null,
		connection: 'console',
		at: 0,
		frame: Buffer.from([0, 0]),
		checksum: null
	};
	await expect(world.db.insertInto('update_log').values(frame).execute()).rejects.toThrow(
		'document was replaced'
	);
	await expect(world.db.updateTable('document_epoch').set({ why: '' }).execute()).rejects.toThrow(
		'never changes'
	);
	await expect(world.db.deleteFrom('document_epoch').execute()).rejects.toThrow('never goes');
	const rows = await world.db.selectFrom('document_epoch').selectAll().execute();
	await expect(
		world.db.replaceInto('document_epoch').values(must(rows[0], 'row')).execute()
	).rejects.toThrow();
	const late = { ...must(rows[0], 'row'), document: old, replaces: document, epoch: 4 };
	await expect(world.db.insertInto('document_epoch').values(late).execute()).rejects.toThrow('follows');
});
