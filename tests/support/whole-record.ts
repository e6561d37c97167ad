/**
 * A board with something in every table that a law of the database keeps: two meetings signed, the second agreeing the
 * notes of the first, its text set right before, papers, remarks, arrivals, an agenda and notes that were sent, actions
 * reported on, a folded log.
 */
import path from 'node:path';
import { sql } from 'kysely';
import * as Y from 'yjs';
import type { MeetingId, PaperId, ProposalId, RemarkId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate } from '#core/kernel/time.ts';
import { agenda } from '#document/agenda/agenda.ts';
import {
	placeArising,
	reportText,
	setConfirmation,
	setOutcome,
	setWords
} from '#document/register/arising.ts';
import { foldDocument } from '#server/relay/fold/fold.ts';
import { arisingFacts } from '#server/store/register/arising.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { connect } from '#server/store/database/database.ts';
import { readUpdates } from '#server/store/log/documents.ts';
import { currentDocument } from '#server/store/log/epochs.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { claimLetter, recordAttempt } from '#server/store/mail/outbox.ts';
import { keepCheck } from '#server/store/record/record-checks.ts';
import { receivePaper } from '#server/store/agenda/paper-files.ts';
import { insertPaper } from '#server/store/agenda/papers.ts';
import { circulate } from '#server/usecases/mail/circulate.ts';
import { repairDocument } from '#server/usecases/log/repair-document.ts';
import { sendAgenda } from '#server/usecases/agenda/send-agenda.ts';
import { edit } from './edit.ts';
import { meetingOf, personOf, signNow, type World } from './signed-meeting.ts';

const CHAIR = 'Petra Lindqvist';
const origin = 'https://minutes.example.org';

export interface WholeRecord {
	readonly first: MeetingId;
	readonly second: MeetingId;
	/** Where the content of the paper lies. */
	readonly paperFile: string;
}

/** @param epochs false: as a release made it that had one text for each meeting */
export async function wholeRecord(world: World, epochs = true): Promise<WholeRecord> {
	const first = await meetingOf(world);
	const paperFile = await around(world, first);
	await edit(world, first, (doc) => void doc.getMap('made-up').set('words', 'one'));
	await foldMeeting(world, first);
	await edit(world, first, (doc) => void doc.getMap('made-up').set('words', 'two'));
	await foldMeeting(world, first);
	await edit(world, first, (doc) => void doc.getMap('made-up').delete('words'));
	await signNow(world, first);
	world.passes(60_000);

	const second = await meetingOf(world, { title: 'Autumn meeting' });
	const facts = await arisingFacts(world.db, must(await meetingById(world.db, second), 'meeting'));
	const action = must(facts.actions[0], 'an open action').id;
	await edit(world, second, (doc) => {
		const item = must(agenda(doc)[0], 'item').id;
		placeArising(doc, 'notes', item);
		placeArising(doc, 'actions', item);
		setConfirmation(doc, first, 'agreed');
		setOutcome(doc, action, 'done');
		setWords(reportText(doc, action), 'everybody has it');
	});
	if (epochs) await setRight(world, second);
	await signNow(world, second);
	world.passes(60_000);
	const sent = await circulate(world.deps, world.actor(CHAIR), {
		meeting: second,
		people: [personOf('Ines Dahl'), personOf('Marek Sobel')],
		extra: 'friend@example.org',
		origin
	});
	if (!sent.ok) throw new Error(sent.error.code);
	await deliverAll(world);
	await keepCheck(world.db, {
		at: world.deps.now(),
		name: 'Console',
		found: { records: 2, papers: 1, entries: 0, heads: [], problems: [] }
	});
	return { first, second, paperFile };
}

/** What was written until now goes on in a second text. */
async function setRight(world: World, meeting: MeetingId): Promise<void> {
	let client = 1;
	const chance = { newId: () => world.deps.newId<string>(), newClient: () => ++client };
	await repairDocument(world.deps, chance, { meeting, anyway: true });
}

/** What stands beside the minutes until they are signed. */
async function around(world: World, meeting: MeetingId): Promise<string> {
	const { db, deps } = world;
	const now = deps.now();
	const chair = personOf(CHAIR);
	const sent = await sendAgenda(deps, world.actor(CHAIR), {
		meeting,
		people: [personOf('Ines Dahl')],
		origin
	});
	if (!sent.ok) throw new Error(sent.error.code);
	await deliverAll(world);
	const day = must(calendarDate('2031-07-16'), 'date');
	await db
		.insertInto('agenda_dates')
		.values({ meeting_id: meeting, proposals_until: day, papers_by: day })
		.execute();
	const document = must(await currentDocument(db, meeting), 'document');
	const item = await itemOf(world, meeting);
	await db
		.insertInto('proposal')
		.values({
			id: deps.newId<ProposalId>(),
			meeting_id: meeting,
			person_id: personOf('Ines Dahl'),
			name: 'Ines Dahl',
			title: 'Night visits',
			purpose: 'discussion',
			minutes: 10,
			reason: 'Two visits failed.',
			at: now,
			state: 'declined',
			answer: 'Next time.',
			settled_by: CHAIR,
			settled_at: now
		})
		.execute();
	const received = await receivePaper(world.dataDir, pieces('%PDF-1.7\nThe toolkit.\n%%EOF\n'), 1_000);
	if (typeof received === 'string') throw new Error(received);
	received.keep();
	await received.close();
	await insertPaper(db, {
		id: deps.newId<PaperId>(),
		meeting,
		item,
		name: 'Toolkit',
		kind: 'pdf',
		bytes: received.content.length,
		sha256: received.sha256,
		person: chair,
		addedBy: CHAIR,
		addedAt: now
	});
	const remark = deps.newId<RemarkId>();
	await db
		.insertInto('remark')
		.values({
			id: remark,
			meeting_id: meeting,
			kind: 'suggestion',
			item,
			line: 'line',
			anchor: '{"from":1}',
			quote: 'Apologies',
			text: 'Apologies from two',
			before: 'Apologies were noted.',
			person_id: personOf('Ines Dahl'),
			name: 'Ines Dahl',
			at: now,
			state: 'open',
			settled_by: null,
			settled_name: null,
			settled_at: null,
			reason: ''
		})
		.execute();
	await db
		.updateTable('remark')
		.set({ state: 'declined', settled_by: chair, settled_name: CHAIR, settled_at: now, reason: 'One only.' })
		.execute();
	await db
		.insertInto('remark_reply')
		.values({
			id: deps.newId(),
			remark_id: remark,
			person_id: chair,
			name: CHAIR,
			text: 'There was one.',
			at: now
		})
		.execute();
	const line = must((await rosterOf(db, meeting))[0], 'a line of the roster');
	await sql`INSERT INTO attendance_move (attendance_id, kind, at, item, after_line)
		VALUES (${line.id}, 'left', '15:10', ${item}, 'line')`.execute(db);
	await sql`INSERT INTO chair_change (id, board_id, person_id, from_role, to_role, state, proposed_by, proposed_name, proposed_at)
		SELECT 'chairchange000000000', board_id, ${chair}, '', 'chair', 'withdrawn', ${chair}, ${CHAIR}, ${now}
		FROM meeting WHERE id = ${meeting}`.execute(db);
	await sql`INSERT INTO document_version (document, at, reason, person_id, connection, state)
		VALUES (${document.number}, ${now}, 'large-deletion', ${chair}, 'test', x'0000')`.execute(db);
	await sql`INSERT INTO log_quarantine (position, document, person_id, connection, at, frame, why)
		VALUES (999999999999, ${document.number}, ${chair}, 'test', ${now}, x'00', 'made up')`.execute(db);
	await sql`INSERT INTO fold_quarantine (document, position, why, found_at, found_by)
		VALUES (${document.number}, 999, 'made up', ${now}, 'test')`.execute(db);
	return path.join(world.dataDir, 'papers', received.sha256.slice(0, 2), received.sha256);
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
	yield Buffer.from(text, 'latin1');
}

async function itemOf(world: World, meeting: MeetingId): Promise<string> {
	const document = must(await currentDocument(world.db, meeting), 'document');
	const doc = new Y.Doc();
	for (const update of await readUpdates(world.db, document.number)) Y.applyUpdate(doc, update);
	return must(agenda(doc)[0], 'item').id;
}

/** Its log as one update, and what came before kept apart. */
export async function foldMeeting(world: World, meeting: MeetingId): Promise<void> {
	const document = must(await currentDocument(world.db, meeting), 'document');
	const sqlite = connect(world.dataDir, 'NORMAL');
	await foldDocument(document.number, textReader(sqlite), foldWriter(sqlite), {
		now: world.deps.now,
		keep: 30 * 86_400_000,
		pause: async () => undefined
	});
	sqlite.close();
}

async function deliverAll(world: World): Promise<void> {
	const { db, deps } = world;
	for (;;) {
		const letter = await claimLetter(db, deps.now(), deps.now() + 1_000);
		if (letter === null) return;
		await db
			.transaction()
			.execute((store) =>
				recordAttempt(store, letter, { at: deps.now(), outcome: 'accepted', response: '250 OK', next: null })
			);
	}
}
