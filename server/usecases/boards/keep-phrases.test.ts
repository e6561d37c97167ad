import { afterEach, beforeEach, expect, test } from 'vitest';
import { phraseBook } from '#core/reading/abbreviations.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { topicVersion } from '#server/store/database/topics.ts';
import { phrasesFor, phrasesOfPerson } from '#server/views/boards/phrases.ts';
import {
	meetingOf,
	newWorld,
	personOf,
	signedMeetingOf,
	type World
} from '../../../tests/support/signed-meeting.ts';
import { keepPhrase, removePhrase, type KeepPhrase } from './keep-phrases.ts';

const NOTED = 'The group noted the report.';
let world: World;
let board: BoardId;
let meeting: string;

beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
	board = must(await boardBySlug(world.db, 'harbour'), 'the board').id;
});
afterEach(() => world.close());

const keep = (name: string, phrase: Partial<KeepPhrase>) =>
	keepPhrase(world.deps, world.actor(name), { whose: 'mine', short: 'tgn', words: NOTED, ...phrase });
const bookOf = async (name: string) => {
	const { own, shared } = await phrasesFor(world.db, personOf(name), board);
	return [...phraseBook(own, shared).values()].map(({ short, words }) => `${short} ${words}`);
};

test('[B6] everybody keeps their own, and nobody else’s', async () => {
	const kept = await keep('Ines Dahl', {});
	expect(kept).toMatchObject({ ok: true, value: { short: 'tgn', words: NOTED } });
	expect(await bookOf('Ines Dahl')).toEqual([`tgn ${NOTED}`]);
	expect(await bookOf('Marek Sobel')).toEqual([]);
	const id = kept.ok ? kept.value.id : '';
	expect(await removePhrase(world.deps, world.actor('Marek Sobel'), { whose: 'mine', id })).toMatchObject({
		ok: false
	});
	expect(await keep('Marek Sobel', { id })).toMatchObject({ ok: false });
	expect(await keep('Ines Dahl', { id, short: 'TGN', words: 'Noted by the group.' })).toMatchObject({
		ok: true
	});
	expect(await bookOf('Ines Dahl')).toEqual(['TGN Noted by the group.']);
	expect(await removePhrase(world.deps, world.actor('Ines Dahl'), { whose: 'mine', id })).toMatchObject({
		ok: true
	});
	expect(await bookOf('Ines Dahl')).toEqual([]);
});

test.each([
	['Petra Lindqvist', true],
	['Marek Sobel', true],
	['Ines Dahl', false],
	['Osric Bell', false]
])('[B6] the board’s own: %s may keep them: %s', async (name, allowed) => {
	expect(await keep(name, { whose: board })).toMatchObject(
		allowed ? { ok: true } : { ok: false, error: { code: 'not-allowed' } }
	);
	expect(await bookOf('Ines Dahl')).toEqual(allowed ? [`tgn ${NOTED}`] : []);
});

test('[B6] a stranger is told of no board', async () => {
	expect(
		await keepPhrase(
			world.deps,
			{ person: personOf('Nobody At All'), name: 'Nobody', admin: true },
			{ whose: board, short: 'tgn', words: NOTED }
		)
	).toMatchObject({ error: { code: 'not-found' } });
});

test('[B1] own ones beat those of the board, which come back when they go', async () => {
	await keep('Marek Sobel', { whose: board });
	const own = await keep('Ines Dahl', { short: 'Tgn', words: 'Own words.' });
	expect(await bookOf('Ines Dahl')).toEqual(['Tgn Own words.']);
	expect((await phrasesOfPerson(world.db, personOf('Ines Dahl'), world.deps.now())).boards).toMatchObject([
		{ slug: 'harbour', phrases: [{ short: 'tgn', beaten: true }] }
	]);
	await removePhrase(world.deps, world.actor('Ines Dahl'), {
		whose: 'mine',
		id: own.ok ? own.value.id : ''
	});
	expect(await bookOf('Ines Dahl')).toEqual([`tgn ${NOTED}`]);
});

test('[B3] one abbreviation stands for one thing, whatever its case; what is wrong is said at its field', async () => {
	await keep('Ines Dahl', {});
	expect(await keep('Ines Dahl', { short: 'TGN', words: 'Other' })).toMatchObject({
		error: { code: 'taken', field: 'short', message: expect.stringContaining(NOTED) as string }
	});
	expect(await keep('Ines Dahl', { short: 'a b' })).toMatchObject({ error: { field: 'short' } });
	expect(await keep('Ines Dahl', { short: 'ok', words: ' ' })).toMatchObject({ error: { field: 'words' } });
	expect(await bookOf('Ines Dahl')).toEqual([`tgn ${NOTED}`]);
});

test('[B6] open pages of the board and of its drafts hear of a change, signed ones do not', async () => {
	const signed = await signedMeetingOf(world);
	const versions = () =>
		Promise.all(
			[`board/${board}`, `meeting/${meeting}`, `meeting/${signed}`].map((topic) =>
				topicVersion(world.db, topic)
			)
		);
	const before = await versions();
	await keep('Marek Sobel', { whose: board });
	const after = await versions();
	expect(after.map((version, n) => version - (before[n] ?? 0))).toEqual([1, 1, 0]);
});
