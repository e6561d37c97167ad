/** Real minutes, where they are present, written from top to bottom without a mouse: against the answers written by hand. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { composeMinutes } from '#core/minutes/compose.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import type { AttendanceId, MeetingId } from '#core/kernel/ids.ts';
import { parseMinutes } from '#core/import/parse-minutes.ts';
import { toDraft } from '#core/import/to-draft.ts';
import { actionSentence, type ActionLine, type MeetingFacts } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { must } from '#core/kernel/result.ts';
import { seedUpdate } from '#document/seed.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { newId } from '#server/usecases/kernel/deps.ts';
import { placeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import type { TestServer } from '../support/server.ts';
import { expect, lamp, openAs, openMeeting, test } from './fixtures.ts';
import { plain, storedDraft, WRITING_MS, writeItems } from './notetaker.ts';

// Recording ten thousand keys would take longer than typing them.
test.use({ trace: 'off' });

const SEED = path.resolve('../shared/seeds/seed-003.txt');
const ANSWER = path.resolve('../shared/corpus/seed-003.gold.json');

test('real minutes of a safeguarding board, by keyboard alone', async ({ browser, world: { server } }) => {
	test.skip(
		!existsSync(SEED) || !existsSync(ANSWER),
		'seed 003 is not present: it is in ../shared, not in the project'
	);
	test.setTimeout(WRITING_MS);
	const text = readFileSync(SEED, 'utf8');
	const parsed = parseMinutes(text);
	const { items } = toDraft(parsed, () => '');
	await server.board('printed', 'The board of the printed page', [
		['nell@example.org', 'Nell Quayle', 'notetaker']
	]);
	const roster: RosterEntry[] = parsed.roster.map((entry) => ({ ...entry, id: newId<AttendanceId>() }));
	const facts: MeetingFacts = {
		title: parsed.title ?? '',
		date: must(parsed.date ?? undefined, 'the date'),
		start: parsed.start,
		end: parsed.end,
		place: parsed.location ?? '',
		chair: null,
		next: parsed.next?.date ? { date: parsed.next.date, start: null, end: null, place: '' } : null
	};
	const meeting = await place(server, facts, roster);
	const nell = await openAs(browser, server, 'nell@example.org');
	await openMeeting(nell, meeting);
	await writeItems(nell, parsed, items, text);
	// Typed ten times faster than anybody can: the relay takes its time.
	await expect(lamp(nell)).toHaveText(/^Saved/, { timeout: 120_000 });

	const draft = await storedDraft(server.dataDir, meeting);
	const written = draft.items.slice(1);
	expect(written.map(({ title, lines }) => [title, ...lines.map(plain)])).toEqual(
		items.map(({ title, lines }) => [title, ...lines.map(plain)])
	);

	// Against the answers that were written by hand.
	const answer = JSON.parse(readFileSync(ANSWER, 'utf8')) as Answer;
	const minutes = composeMinutes({ board: '', ...facts }, roster, draft);
	const actions = minutes.items.flatMap(({ lines }) =>
		lines.filter((line): line is ActionLine => line.kind === 'action')
	);
	expect(actions.map((action) => actionSentence(action.owners, action.text))).toEqual(
		answer.actions.map((action) => action.text)
	);
	expect(
		actions.map(({ owners }) => owners.map(({ resolved }) => ('name' in resolved ? resolved.name : null)))
	).toEqual(answer.actions.map((action) => action.resolvedOwners));
	expect(actions.map(({ due }) => due?.date ?? null)).toEqual(answer.actions.map((action) => action.dueDate));
	const decisions = minutes.items.flatMap(({ lines }) =>
		lines.flatMap((line) => (line.kind === 'decision' ? [`${line.verb}: ${line.text}`] : []))
	);
	for (const { kind, text: words, strength } of answer.decisions)
		if (!strength?.startsWith('weak'))
			expect(decisions.filter((line) => line.startsWith(kind) && line.includes(words))).toHaveLength(1);
});

interface Answer {
	readonly actions: readonly {
		readonly text: string;
		readonly resolvedOwners: readonly (string | null)[];
		readonly dueDate: string | null;
	}[];
	readonly decisions: readonly { readonly kind: string; readonly text: string; readonly strength?: string }[];
}

/** A meeting of the day and the people of the printed page, with one empty item to begin in. */
async function place(
	server: TestServer,
	facts: MeetingFacts,
	roster: readonly RosterEntry[]
): Promise<MeetingId> {
	const db = openDatabase(server.dataDir);
	const board = must((await boardBySlug(db, 'printed')) ?? undefined, 'the board').id;
	const meeting = await db.transaction().execute((store) =>
		placeMeeting({ now: () => Date.now(), newId }, store, {
			board,
			facts,
			roster,
			content: seedUpdate([
				{ id: newId(), printed: null, title: '', lines: [emptyLine('point', newId(), '')] }
			]),
			origin: 'live',
			createdBy: null
		})
	);
	await db.destroy();
	return meeting;
}
