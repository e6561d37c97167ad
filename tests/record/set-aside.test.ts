/** [R88] Finding F1 on a log that has it already: every reader goes on, and all leave out the same. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { minutesText } from '#core/record/canonical.ts';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { documentName } from '#core/wire/wire.ts';
import { agenda, renameItem } from '#document/agenda/agenda.ts';
import { bodyOf } from '#document/fields.ts';
import { readDraft } from '#document/read.ts';
import { foldDocument } from '#server/relay/fold/fold.ts';
import { connect } from '#server/store/database/database.ts';
import { findDocument, readUpdates } from '#server/store/log/documents.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { allAside } from '#server/store/log/set-aside.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { readAgenda } from '#server/usecases/agenda/read-agenda.ts';
import { readDocument } from '#server/usecases/log/read-document.ts';
import { readHistory } from '#server/usecases/history/read-history.ts';
import { review } from '#server/usecases/record/review.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { verifyRecords } from '#server/usecases/record/verify-records.ts';
import { renderPdf } from '#server/render/pdf.ts';
import { abyss } from '../support/abyss.ts';
import { meetingOf, newWorld, personOf, type World } from '../support/signed-meeting.ts';

let world: World;
let meeting: MeetingId;
let document: number;
/** The minutes before the attack, with what an honest hand wrote after it. */
let expected: string;

const chair = () => world.actor('Petra Lindqvist');

async function append(frame: Uint8Array, person: string): Promise<void> {
	await world.db
		.insertInto('update_log')
		.values({
			document,
			person_id: personOf(person) as PersonId,
			connection: person,
			at: world.deps.now(),
			frame: Buffer.from(frame)
		})
		.execute();
}

/** One change, as the relay would have logged it. */
async function write(change: (doc: Y.Doc) => void): Promise<void> {
	const doc = new Y.Doc();
	for (const update of honest) Y.applyUpdate(doc, update);
	const before = Y.encodeStateVector(doc);
	change(doc);
	const frame = Y.encodeStateAsUpdate(doc, before);
	honest.push(frame);
	await append(frame, 'Marek Sobel');
}
let honest: Uint8Array[] = [];

async function fold(): Promise<string> {
	const sqlite = connect(world.dataDir, 'NORMAL');
	const folded = await foldDocument(document, textReader(sqlite), foldWriter(sqlite), {
		now: world.deps.now,
		keep: 1e12,
		pause: async () => undefined
	});
	sqlite.close();
	return folded.kind;
}

const aside = async () => (await allAside(world.db, meeting)).map(({ position }) => position).sort();
const text = async () => minutesText(must(await loadMinutes(world.db, meeting), 'minutes').minutes);

beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
	document = must(await findDocument(world.db, documentName(meeting)), 'document').number;
	honest = await readUpdates(world.db, document);
});
afterEach(() => world.close());

async function attack(frames: readonly Uint8Array[]): Promise<void> {
	await write((doc) => renameItem(doc, must(agenda(doc)[0], 'item').id, 'Before it'));
	for (const frame of frames) await append(frame, 'Osric Bell');
	await write((doc) => renameItem(doc, must(agenda(doc)[0], 'item').id, 'Behind it'));
	const doc = new Y.Doc();
	for (const update of honest) Y.applyUpdate(doc, update);
	expected = readDraft(doc).items[0]?.title ?? '';
	expect(expected).toBe('Behind it');
}

/** Elements within elements in a body: nothing throws until somebody reads them. */
function deepLine(): Uint8Array {
	const doc = new Y.Doc();
	for (const update of honest) Y.applyUpdate(doc, update);
	const before = Y.encodeStateVector(doc);
	doc.transact(() => {
		const body = must(bodyOf(must(agenda(doc)[0], 'item').item), 'body');
		let element = new Y.XmlElement('line');
		body.insert(0, [element]);
		for (let level = 0; level < 5000; level++) {
			const inner = new Y.XmlElement('line');
			element.insert(0, [inner]);
			element = inner;
		}
	});
	return Y.encodeStateAsUpdate(doc, before);
}

const ATTACKS: readonly (readonly [string, () => readonly Uint8Array[]])[] = [
	['2,500 maps, then their end', () => Object.values(abyss(2500))],
	['6,000 maps, then their end', () => Object.values(abyss(6000))],
	['6,000 maps and their end in one', () => [Y.mergeUpdates(Object.values(abyss(6000)))]],
	['5,000 elements in a line', () => [deepLine()]],
	['bytes that are no update', () => [new Uint8Array([1, 1, 7])]]
];

test.each(ATTACKS)('[R88] %s: whoever reads the minutes has them, and the same', async (_, frames) => {
	await attack(frames());
	const asked = { meeting, position: null, shown: 'who' } as const;
	// Whoever comes first finds it; this time the history, which looks closest.
	const history = await readHistory(world.deps, chair(), asked);
	expect(history.ok && JSON.stringify(history.value.items)).toContain('Behind it');
	expect(await text()).toContain('Behind it');
	const known = await aside();
	const shown = must(await review(world.deps, chair(), meeting), 'review');
	expect(minutesText(shown.minutes)).toBe(await text());
	const planned = await readAgenda(world.deps, chair(), meeting);
	expect(planned.ok && planned.value.items[0]?.title).toBe('Behind it');
	const exported = await exportMinutes(world.deps, chair(), meeting);
	expect(exported.ok && exported.value.text).toContain('Behind it');
	const whole = await readDocument(world.deps, chair(), meeting);
	const doc = new Y.Doc();
	if (whole.ok) Y.applyUpdate(doc, whole.value);
	expect(readDraft(doc).items[0]?.title).toBe('Behind it');
	expect(await fold()).toBe('folded');
	expect(await text()).toBe(minutesText(shown.minutes));
	const again = await readHistory(world.deps, chair(), asked);
	expect(again.ok && again.value.items).toEqual(history.ok && history.value.items);
	expect(await aside()).toEqual(known);
	const signed = await signOff(world.deps, chair(), { meeting, digest: shown.digest, read: null });
	expect(signed).toEqual({ ok: true, value: { state: 'signed' } });
	expect((await verifyRecords(world.db)).problems).toEqual([]);
});

test.each([
	['review', () => review(world.deps, chair(), meeting)],
	['agenda', () => readAgenda(world.deps, chair(), meeting)],
	['export', () => exportMinutes(world.deps, chair(), meeting)],
	['document', () => readDocument(world.deps, chair(), meeting)],
	['fold', fold]
] as const)('[R88] %s may be the first to find it', async (_, read) => {
	await attack(Object.values(abyss(6000)));
	await read();
	expect(await aside()).toHaveLength(2);
	expect(await text()).toContain('Behind it');
});

test('[R88] who wrote it, who found it, when and why is kept, and no console changes that', async () => {
	await attack(Object.values(abyss(6000)));
	await text();
	const [end, maps] = await allAside(world.db, meeting);
	expect(maps).toMatchObject({
		meeting,
		what: 'frame',
		person: 'Osric Bell',
		why: expect.stringContaining('nested'),
		foundBy: 'minutes'
	});
	expect(end?.why).toContain('takes away what is left out');
	const rows = () => world.db.selectFrom('log_quarantine').selectAll().execute();
	const [row] = await rows();
	await expect(world.db.updateTable('log_quarantine').set({ why: '' }).execute()).rejects.toThrow('kept');
	await expect(world.db.deleteFrom('log_quarantine').execute()).rejects.toThrow('kept');
	// A second finding says nothing new, and changes nothing.
	await world.db
		.replaceInto('log_quarantine')
		.values({ ...must(row, 'row'), why: '' })
		.execute();
	expect(await rows()).toContainEqual(row);
});

test('[R88] a fold that has it in it is not built upon once it is found', async () => {
	const { maps, end } = abyss(2500);
	await attack([maps, end]);
	// As it was folded before depth was judged: on a thread with four times the stack.
	const doc = new Y.Doc({ gc: false });
	for (const update of [...honest, maps]) Y.applyUpdate(doc, update);
	const state = Y.mergeUpdates([Y.encodeStateAsUpdate(doc), end]);
	const last = await world.db
		.selectFrom('update_log')
		.select((eb) => eb.fn.max('position').as('position'))
		.executeTakeFirst();
	const sqlite = connect(world.dataDir, 'NORMAL');
	const writer = foldWriter(sqlite);
	const empty = new Uint8Array([0, 0]);
	const at = world.deps.now();
	const position = must(last?.position, 'the last');
	writer.write({ document, position, at, state, vector: empty, deletes: empty, spoiled: [] }, at);
	while (writer.move(document, 100) === 100);
	sqlite.close();
	world.passes(1000);
	await write((text) => renameItem(text, must(agenda(text)[0], 'item').id, 'Later still'));
	expect(await text()).toContain('Later still');
	expect((await allAside(world.db, meeting)).map(({ what }) => what)).toContain('fold');
	expect(await fold()).toBe('folded');
	expect(await text()).toContain('Later still');
});

test('[R88] the PDF is made without it', async () => {
	await attack(Object.values(abyss(6000)));
	const exported = await exportMinutes(world.deps, chair(), meeting);
	const { minutes, marking } = must(exported.ok ? exported.value : null, 'export');
	expect((await renderPdf({ minutes, marking })).subarray(0, 5)).toEqual(
		new Uint8Array(Buffer.from('%PDF-'))
	);
});
