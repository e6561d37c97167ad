/** Papers from the upload to the backup: rights, content, files, the record they are frozen with. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changesBetween } from '#core/record/changes.ts';
import type { MeetingId, PaperId } from '#core/kernel/ids.ts';
import { MAX_PAPER_BYTES, type PaperLimits } from '#core/agenda/papers.ts';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { renderPdf } from '#server/render/pdf.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { paperHolds } from '#server/store/agenda/paper-files.ts';
import { papersOf } from '#server/store/agenda/papers.ts';
import { signedRecord } from '#server/store/record/snapshots.ts';
import { inspectPaper } from '#server/papers/inspect.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { attachPaper, withdrawPaper, type PapersKept } from '#server/usecases/agenda/keep-papers.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { isOnAgenda } from '#server/usecases/agenda/read-agenda.ts';
import { settleCheck } from '#server/usecases/agenda/settle-check.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { verifyPapers } from '#server/usecases/record/verify-papers.ts';
import { verifyRecords } from '#server/usecases/record/verify-records.ts';
import { meetingAgenda, paperContent } from '#server/views/agenda/meeting-agenda.ts';
import { CATALOGUE, PAGE, PAGES, pdf } from '../support/paper-files.ts';
import { meetingOf, newWorld, personOf, signNow, type World } from '../support/signed-meeting.ts';
import { foldMeeting } from '../support/whole-record.ts';

let world: World;
let meeting: MeetingId;
beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
});
afterEach(() => world.close());

const PDF = pdf([CATALOGUE, PAGES, PAGE, '(The toolkit.)']).toString('latin1');
const another = (words: string): string => pdf([CATALOGUE, PAGES, PAGE, `(${words})`]).toString('latin1');
const limits: PaperLimits = { meeting: 1e9, board: 1e9, all: 1e9, reserve: 0 };
const place = (): PapersKept => ({
	dataDir: world.dataDir,
	limits,
	isScanned: false,
	inspect: async (file) => inspectPaper(readFileSync(file))
});

async function* body(...chunks: readonly string[]) {
	for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
}
const itemOf = async (of: MeetingId): Promise<string> =>
	must(must(await loadMinutes(world.db, of), 'minutes').minutes.items[0], 'item').id;
const attach = async (
	who: string,
	content: AsyncIterable<Uint8Array>,
	more: {
		readonly to?: MeetingId;
		readonly item?: string;
		readonly fileName?: string;
		readonly length?: number;
	} = {}
) => {
	const to = more.to ?? meeting;
	return attachPaper(world.deps, world.actor(who), place(), {
		meeting: to,
		item: more.item ?? (await itemOf(to)),
		fileName: more.fileName ?? 'Toolkit_v3.pdf',
		body: content,
		length: more.length ?? null
	});
};
const withdraw = (who: string, paper: PaperId, of = meeting) =>
	withdrawPaper(world.deps, world.actor(who), world.dataDir, { meeting: of, paper });
const kept = async <T>(attempt: Promise<Result<T, Refusal>>): Promise<T> => {
	const result = await attempt;
	if (!result.ok) throw new Error(sentence(result.error));
	return result.value;
};
const refused = async (attempt: Promise<Result<unknown, Refusal>>): Promise<string> => {
	const result = await attempt;
	return result.ok ? 'it was allowed' : sentence(result.error);
};
const files = (): string[] =>
	!existsSync(path.join(world.dataDir, 'papers'))
		? []
		: readdirSync(path.join(world.dataDir, 'papers'), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => entry.name);
const read = async (who: string, paper: PaperId, of = meeting) => {
	const found = await paperContent(
		world.db,
		world.dataDir,
		{ person: personOf(who), now: world.deps.now() },
		of,
		paper
	);
	return found.ok
		? {
				...found.value,
				content: Buffer.from(await new Response(found.value.content).arrayBuffer()).toString('latin1')
			}
		: sentence(found.error);
};

test('[U7] a paper is read by whoever may read the meeting, byte for byte, and by nobody else', async () => {
	const { id, number } = await kept(attach('Marek Sobel', body(PDF.slice(0, 40), PDF.slice(40))));
	expect(number).toBe(1);
	for (const reader of ['Ines Dahl', 'Osric Bell', 'Petra Lindqvist'])
		expect(await read(reader, id)).toMatchObject({
			name: 'Toolkit v3',
			type: 'application/pdf',
			bytes: PDF.length,
			content: PDF
		});
	expect(await read('Stig Ranger', id)).toMatch(/nothing here/);
	expect(await read('Ines Dahl', 'nosuchpaper00000' as PaperId)).toMatch(/nothing here/);
});

test('[U3] who does not keep the agenda attaches nothing and withdraws nothing', async () => {
	const { id } = await kept(attach('Petra Lindqvist', body(PDF)));
	expect(await refused(attach('Ines Dahl', body(PDF)))).toMatch(/You may not change this agenda/);
	expect(await refused(attach('Stig Ranger', body(PDF)))).toMatch(/nothing here/);
	expect(await refused(withdraw('Ines Dahl', id))).toMatch(/You may not/);
	expect(await papersOf(world.db, meeting)).toHaveLength(1);
});

test('[U3] what is too large, empty or no paper is refused in words and leaves nothing behind', async () => {
	async function* endless() {
		const chunk = Buffer.alloc(1024 * 1024);
		for (;;) yield chunk;
	}
	expect(await refused(attach('Marek Sobel', endless()))).toMatch(/larger than 25 MB, so it was not kept/);
	expect(await refused(attach('Marek Sobel', body(PDF), { length: MAX_PAPER_BYTES + 1 }))).toMatch(
		/larger than 25 MB/
	);
	expect(await refused(attach('Marek Sobel', body()))).toMatch(/empty/);
	expect(await refused(attach('Marek Sobel', body('<html><script>'), { fileName: 'harmless.pdf' }))).toMatch(
		/none of the files/
	);
	expect(files()).toEqual([]);
});

test('the same content is kept once, and goes with the last paper that is it', async () => {
	const first = await kept(attach('Marek Sobel', body(PDF)));
	expect(await refused(attach('Marek Sobel', body(PDF)))).toMatch(/attached to the item already, as paper 1/);
	const other = await meetingOf(world);
	const second = await kept(attach('Marek Sobel', body(PDF), { to: other }));
	expect(files()).toHaveLength(1);
	await kept(withdraw('Marek Sobel', first.id));
	expect(await read('Ines Dahl', first.id)).toMatch(/nothing here/);
	expect(await read('Ines Dahl', second.id, other)).toMatchObject({ content: PDF });
	const again = await kept(attach('Marek Sobel', body(PDF)));
	expect(again.number).toBe(2);
	await kept(withdraw('Marek Sobel', second.id, other));
	await kept(withdraw('Marek Sobel', again.id));
	expect(files()).toEqual([]);
});

test('[U2] a paper that came after the papers’ day is late', async () => {
	await kept(attach('Marek Sobel', body(PDF)));
	await world.db
		.insertInto('agenda_dates')
		.values({ meeting_id: meeting, proposals_until: null, papers_by: '2031-07-24' as never })
		.execute();
	world.passes(24 * 60 * 60 * 1000);
	await kept(attach('Marek Sobel', body(another('2'))));
	const found = must(await meetingById(world.db, meeting), 'meeting');
	const { papers } = await meetingAgenda(world.db, found, personOf('Ines Dahl'), world.deps.now());
	expect(papers.map(({ number, late }) => [number, late])).toEqual([
		[1, false],
		[2, true]
	]);
});

test('[U8] the record names its papers with their digests, and neither changes after the signature', async () => {
	const before = must(await loadMinutes(world.db, meeting), 'minutes');
	const item = must(before.minutes.items[0], 'item').id;
	const { id } = await kept(attach('Marek Sobel', body(PDF), { item }));
	const { digest, minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
	expect(changesBetween(before.minutes, minutes)).toEqual(['The papers of item 1 changed.']);
	await kept(signOff(world.deps, world.actor('Petra Lindqvist'), { meeting, digest, read: minutes }));
	const { snapshot } = must(await signedRecord(world.db, meeting), 'record');
	expect((await verifyRecords(world.db)).problems).toEqual([]);
	expect(
		Buffer.from(await renderPdf({ minutes, marking: { state: 'draft' } }))
			.subarray(0, 5)
			.toString()
	).toBe('%PDF-');
	expect(snapshot.text).toContain('Paper 1: Toolkit v3 (PDF)');
	const paper = must((await papersOf(world.db, meeting))[0], 'paper');
	expect(JSON.parse(snapshot.canonical)).toMatchObject({
		items: expect.arrayContaining([
			expect.objectContaining({
				papers: [{ number: 1, name: 'Toolkit v3', kind: 'pdf', late: false, sha256: paper.sha256 }]
			})
		]) as unknown
	});
	expect(await refused(attach('Marek Sobel', body(another('2')), item))).toMatch(/signed/);
	expect(await refused(withdraw('Marek Sobel', id))).toMatch(/signed/);
	await expect(
		world.db.updateTable('paper').set({ name: 'Another' }).where('id', '=', id).execute()
	).rejects.toThrow(/signed/);
	expect(await read('Ines Dahl', id)).toMatchObject({ content: PDF });
});

test('[U9] verify finds a paper whose content is gone or changed', async () => {
	await kept(attach('Marek Sobel', body(PDF)));
	expect(await verifyPapers(world.db, world.dataDir)).toEqual({ papers: 1, problems: [] });
	const { sha256 } = must((await papersOf(world.db, meeting))[0], 'paper');
	const file = path.join(world.dataDir, 'papers', sha256.slice(0, 2), sha256);
	expect(existsSync(file)).toBe(true);
	writeFileSync(file, `${PDF} `);
	expect(await paperHolds(world.dataDir, sha256)).toBe(false);
	expect((await verifyPapers(world.db, world.dataDir)).problems).toHaveLength(1);
});

test('[U3] a paper goes with an item that is on the agenda', async () => {
	expect(await refused(attach('Marek Sobel', body(PDF), { item: 'item0000' }))).toMatch(
		/not on the agenda, so the file was not kept/
	);
	expect(files()).toEqual([]);
});

test('[U3] whether there is such an item is looked up without a byte of the text, before it is folded and after', async () => {
	let bytes = 0;
	const watched = world.db.withPlugin({
		transformQuery: ({ node }) => node,
		transformResult: ({ result }) => {
			for (const value of result.rows.flatMap((row) => Object.values(row)))
				if (value instanceof Uint8Array) bytes += value.length;
			return Promise.resolve(result);
		}
	});
	const item = must(must(await loadMinutes(world.db, meeting), 'minutes').minutes.items[0], 'item').id;
	const both = async () => [
		await isOnAgenda(watched, meeting, item),
		await isOnAgenda(watched, meeting, `${item.slice(0, -1)}x`),
		await isOnAgenda(watched, meeting, '')
	];
	expect(await both()).toEqual([true, false, false]);
	await foldMeeting(world, meeting);
	expect(await world.db.selectFrom('log_fold').select('position').execute()).toHaveLength(1);
	expect(await both()).toEqual([true, false, false]);
	expect(bytes).toBe(0);
});

test('[U13] what is known of a paper stands beside the minutes that are taken away, and does not touch what was signed', async () => {
	const { id } = await kept(attach('Marek Sobel', body(PDF)));
	const papers = async () => {
		const done = await exportMinutes(world.deps, world.actor('Ines Dahl'), meeting);
		return done.ok ? (JSON.parse(done.value.json) as { papers: unknown[] }).papers : null;
	};
	expect(await papers()).toMatchObject([
		{ number: 1, name: 'Toolkit v3', state: 'not-checked', words: 'Not checked for viruses' }
	]);
	await signNow(world, meeting);
	const { sha256 } = must(
		(await papersOf(world.db, meeting)).find((paper) => paper.id === id),
		'paper'
	);
	await settleCheck(world.deps, world.dataDir, sha256, { state: 'refused', found: 'Made-Up' });
	expect(await papers()).toMatchObject([
		{ state: 'refused', words: expect.stringContaining('found “Made-Up”') as string }
	]);
	expect((await verifyRecords(world.db)).problems).toEqual([]);
});

test('[U11] what is within a file is looked into before it is kept', async () => {
	const script = pdf([CATALOGUE, '<< /S /J#61vaScript /JS (x) >>']).toString('latin1');
	expect(await refused(attach('Marek Sobel', body(script)))).toMatch(/script in the file/);
	expect(files()).toEqual([]);
});
