import { sql } from 'kysely';
import Sqlite from 'better-sqlite3';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId, RemarkId } from '#core/kernel/ids.ts';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { LONGEST_REMARK, type RemarkAnswer } from '#core/remarks/remarks.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { signedRecord } from '#server/store/record/snapshots.ts';
import { topicVersion } from '#server/store/database/topics.ts';
import { meetingRemarks } from '#server/views/remarks/remarks.ts';
import { meetingOf, newWorld, personOf, type World } from '../../../tests/support/signed-meeting.ts';
import { exportAtConsole } from '#server/usecases/minutes/export-minutes.ts';
import { makeRemark, replyToRemark, settleRemark, type NewRemark } from './keep-remarks.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';

const CANARY = 'Whitby lighthouse keeper';
let world: World;
let meeting: MeetingId;
beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
});
afterEach(() => world.close());

const said = async (attempt: Promise<Result<unknown, Refusal>>): Promise<string> => {
	const result = await attempt;
	return result.ok ? 'yes' : sentence(result.error);
};
const make = (who: string, more: Partial<NewRemark> = {}) =>
	makeRemark(world.deps, world.actor(who), {
		meeting,
		kind: 'comment',
		item: 'itemitem',
		line: 'lineline',
		anchor: null,
		quote: 'Apologies',
		text: `${CANARY}?`,
		before: 'Apologies were noted.',
		...more
	});
const made = async (who: string, more: Partial<NewRemark> = {}): Promise<RemarkId> => {
	const result = await make(who, more);
	if (!result.ok) throw new Error(sentence(result.error));
	return result.value;
};
const suggested = (who: string) => made(who, { kind: 'suggestion', text: `${CANARY} was noted.` });
const settle = (who: string, remark: RemarkId, answer: RemarkAnswer, reason = '') =>
	settleRemark(world.deps, world.actor(who), { meeting, remark, answer, reason });
const reply = (who: string, remark: RemarkId, text: string) =>
	replyToRemark(world.deps, world.actor(who), { meeting, remark, text });
const seenBy = async (who: string) =>
	meetingRemarks(
		world.db,
		must(await meetingById(world.db, meeting), 'meeting'),
		{ person: personOf(who), name: who },
		world.deps.now()
	);
const sign = async () => {
	const { digest, minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
	return signOff(world.deps, world.actor('Petra Lindqvist'), { meeting, digest, read: minutes });
};

test('[X1] whoever may read may comment, suggest and ask; a stranger is told there is nothing', async () => {
	for (const kind of ['comment', 'suggestion', 'request'] as const)
		expect(await said(make('Osric Bell', { kind }))).toBe('yes');
	expect(await said(make('Stig Ranger'))).toMatch(/nothing here/);
	const { remarks, may } = await seenBy('Osric Bell');
	expect(remarks.map(({ kind, line, mine, state }) => [kind, line, mine, state])).toEqual([
		['comment', 'lineline', true, 'open'],
		['suggestion', 'lineline', true, 'open'],
		['request', null, true, 'open']
	]);
	expect(may).toEqual({ remark: true, answer: false });
	expect(JSON.stringify(remarks)).not.toContain(personOf('Osric Bell'));
});

test('[X1] what is empty, too long, unchanged or nowhere is refused in words', async () => {
	expect(await said(make('Osric Bell', { text: ' \n ' }))).toBe('Write the comment first.');
	expect(await said(make('Osric Bell', { text: 'x'.repeat(LONGEST_REMARK + 1) }))).toMatch(
		/Shorten the comment/
	);
	const suggestion = { kind: 'suggestion', text: 'Apologies were  noted.' } as const;
	expect(await said(make('Osric Bell', suggestion))).toMatch(/the words as they stand/);
	expect(await said(make('Osric Bell', { ...suggestion, text: '' }))).toMatch(/comment on it/);
	expect(await said(make('Osric Bell', { item: '../etc' }))).toMatch(/nothing here/);
	expect(await said(make('Osric Bell', { ...suggestion, line: null }))).toMatch(/is gone/);
	expect((await seenBy('Osric Bell')).remarks).toEqual([]);
});

test('[X2] replies stand in their order, and [X6] whoever is mentioned sees it marked', async () => {
	const id = await made('Ines Dahl');
	world.passes(1000);
	expect(await said(reply('Marek Sobel', id, 'Ask @Osric Bell.'))).toBe('yes');
	world.passes(1000);
	expect(await said(reply('Osric Bell', id, 'Yes.'))).toBe('yes');
	expect(await said(reply('Stig Ranger', id, 'No.'))).toMatch(/nothing here/);
	const [remark] = (await seenBy('Osric Bell')).remarks;
	expect(remark?.replies.map(({ name, text }) => [name, text])).toEqual([
		['Marek Sobel', 'Ask @Osric Bell.'],
		['Osric Bell', 'Yes.']
	]);
	expect(remark?.mentionsMe).toBe(true);
	expect((await seenBy('Marek Sobel')).remarks[0]?.mentionsMe).toBe(false);
	// A member with no line on the roster can be mentioned, too.
	expect((await seenBy('Osric Bell')).people).toContain('Petra Lindqvist');
});

test('[X3] author, notetaker and chair resolve and open again; others do not', async () => {
	const id = await made('Ines Dahl');
	expect(await said(settle('Osric Bell', id, 'resolve'))).toMatch(/You may not settle this remark/);
	expect(await said(settle('Ines Dahl', id, 'resolve'))).toBe('yes');
	expect(await said(settle('Petra Lindqvist', id, 'resolve'))).toBe('yes');
	expect((await seenBy('Osric Bell')).remarks).toMatchObject([{ state: 'resolved', settledBy: 'Ines Dahl' }]);
	expect(await said(settle('Marek Sobel', id, 'reopen'))).toBe('yes');
	expect((await seenBy('Osric Bell')).remarks).toMatchObject([{ state: 'open', settledBy: null }]);
	expect(await said(settle('Marek Sobel', id, 'accept'))).toMatch(/nothing was changed/);
});

test('[X3] a suggestion is accepted once by notetaker or chair, declined only with a reason, taken back by its author', async () => {
	const [first, second, third] = [
		await suggested('Osric Bell'),
		await suggested('Osric Bell'),
		await suggested('Osric Bell')
	];
	expect(await said(settle('Osric Bell', first, 'accept'))).toMatch(/You may not/);
	expect(await said(settle('Ines Dahl', first, 'accept'))).toMatch(/You may not/);
	expect(await said(settle('Marek Sobel', first, 'accept'))).toBe('yes');
	expect(await said(settle('Petra Lindqvist', first, 'accept'))).toBe('yes');
	expect(await said(settle('Petra Lindqvist', first, 'decline', 'No.'))).toMatch(
		/Accepted by Marek Sobel already/
	);
	expect(await said(settle('Petra Lindqvist', second, 'decline', ' '))).toMatch(/Say in a word why/);
	expect(await said(settle('Petra Lindqvist', second, 'decline', 'It was not said.'))).toBe('yes');
	expect(await said(settle('Petra Lindqvist', third, 'withdraw'))).toMatch(/somebody else/);
	expect(await said(settle('Osric Bell', third, 'withdraw'))).toBe('yes');
	expect((await seenBy('Osric Bell')).remarks).toMatchObject([
		{ state: 'accepted', settledBy: 'Marek Sobel', reason: '' },
		{ state: 'declined', settledBy: 'Petra Lindqvist', reason: 'It was not said.' },
		{ state: 'withdrawn', settledBy: 'Osric Bell' }
	]);
});

test('[X7] a request is taken over or declined, and the asker reads what became of it', async () => {
	const id = await made('Osric Bell', { kind: 'request' });
	expect(await said(settle('Osric Bell', id, 'take'))).toMatch(/You may not/);
	expect(await said(settle('Marek Sobel', id, 'take'))).toBe('yes');
	expect((await seenBy('Osric Bell')).remarks).toMatchObject([{ state: 'taken', settledBy: 'Marek Sobel' }]);
});

test('[X3] every step is heard on the open pages, and the audit tells it without a word of it', async () => {
	const version = () => topicVersion(world.db, `meeting/${meeting}`);
	const before = await version();
	const id = await made('Ines Dahl');
	await reply('Marek Sobel', id, CANARY);
	await settle('Marek Sobel', id, 'resolve');
	await settle('Osric Bell', id, 'reopen');
	expect(await version()).toBe(before + 3);
	const rows = await world.db.selectFrom('audit').select(['verb', 'detail']).execute();
	expect(rows.map(({ verb }) => verb)).toEqual(
		expect.arrayContaining(['made-comment', 'replied-to-remark', 'remark-resolve'])
	);
	expect(JSON.stringify(rows)).not.toContain(CANARY);
});

test('[X8] the signature ends remarks as they stand; the record, its state and every export hold nothing of them', async () => {
	const id = await suggested('Osric Bell');
	await reply('Marek Sobel', id, CANARY);
	await made('Ines Dahl', { kind: 'request' });
	expect((await sign()).ok).toBe(true);
	for (const attempt of [
		make('Osric Bell'),
		reply('Osric Bell', id, 'x'),
		settle('Marek Sobel', id, 'accept')
	])
		expect(await said(attempt)).toMatch(/signed/);
	const { remarks, may } = await seenBy('Ines Dahl');
	expect(remarks.map(({ state }) => state)).toEqual(['open', 'open']);
	expect(may).toEqual({ remark: false, answer: false });
	expect(JSON.stringify(await exportAtConsole(world.db, meeting))).not.toContain(CANARY);
	expect(JSON.stringify(await signedRecord(world.db, meeting))).not.toContain(CANARY);
	const sqlite = new Sqlite(path.join(world.dataDir, DATABASE_FILE), { readonly: true });
	const tables = sqlite
		.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
		.pluck()
		.all() as string[];
	const holding = tables.filter((table) =>
		(sqlite.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[]).some((row) =>
			Object.values(row).some((value) =>
				(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).includes(CANARY)
			)
		)
	);
	sqlite.close();
	expect(holding.sort()).toEqual(['remark', 'remark_reply']);
});

test('[X9] by law of the database: no word changes, nothing goes, a word given stands, and nothing comes after the signature', async () => {
	const comment = await made('Ines Dahl');
	await reply('Ines Dahl', comment, 'More.');
	const suggestion = await suggested('Osric Bell');
	const state = (id: RemarkId, word: string) =>
		sql`UPDATE remark SET state = ${word} WHERE id = ${id}`.execute(world.db);
	await state(suggestion, 'accepted');
	await expect(state(suggestion, 'open')).rejects.toThrow(/settled remark never changes/);
	await expect(state(comment, 'declined')).rejects.toThrow(/CHECK/);
	for (const column of ['text', 'quote', 'before', 'name', 'line', 'anchor'])
		await expect(
			sql`UPDATE remark SET ${sql.ref(column)} = 'x' WHERE id = ${comment}`.execute(world.db)
		).rejects.toThrow(/words of a remark never change/);
	await expect(sql`DELETE FROM remark`.execute(world.db)).rejects.toThrow(/never goes/);
	await expect(sql`UPDATE remark_reply SET text = 'x'`.execute(world.db)).rejects.toThrow(/never changes/);
	await expect(sql`DELETE FROM remark_reply`.execute(world.db)).rejects.toThrow(/never goes/);
	expect((await sign()).ok).toBe(true);
	await expect(state(comment, 'resolved')).rejects.toThrow(/signed/);
	await expect(
		sql`INSERT INTO remark_reply SELECT 'other', remark_id, person_id, name, text, at FROM remark_reply`.execute(
			world.db
		)
	).rejects.toThrow(/signed/);
});
