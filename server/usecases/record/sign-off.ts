import { changesBetween } from '#core/record/changes.ts';
import { minutesText } from '#core/record/canonical.ts';
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { isSigning } from '#core/boards/people.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { signState, type Signer } from '#core/record/sign-off.ts';
import { londonDate, type CalendarDate } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { membershipsOf } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { insertSignedActions } from '#server/store/register/register.ts';
import { standingAt } from '#server/store/boards/rights.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import { chainDigest } from './chain-digest.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { loadMinutes, type LoadedMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { recordArising } from '#server/usecases/register/record-arising.ts';
import { tookNotes } from '#server/usecases/minutes/took-notes.ts';

export interface SignOff {
	readonly meeting: MeetingId;
	/** Of the text on the signer's screen. */
	readonly digest: string;
	/** The minutes on the signer's screen, to say what changed since; never trusted for anything else. */
	readonly read: Minutes | null;
}

export type Signed =
	{ readonly state: 'signed' } | { readonly state: 'waiting'; readonly missing: readonly string[] };

/**
 * Binds the actor to exactly the text whose digest they send, in one transaction:
 * [S1] they sign what they read, or nothing is signed and they are told what changed;
 * [S2] with the last signature snapshot, labels, references, decisions, actions, what the board
 * heard of earlier ones and the shut log come together or not at all;
 * [S3] only who chairs this meeting may sign, and [D6] not whoever took its notes, unless the board lets one person do both.
 */
export async function signOff(deps: Deps, actor: Actor, command: SignOff): Promise<Result<Signed, Refusal>> {
	// Once before anybody has to wait: what is read again inside is then the same text, most of the time (read-text.ts).
	const admitted = await admitToMeeting(deps, deps.db, actor, command.meeting, 'sign');
	if (!admitted.ok) return admitted;
	await loadMinutes(deps.db, command.meeting);
	return deps.db.transaction().execute(async (store): Promise<Result<Signed, Refusal>> => {
		const now = deps.now();
		const today = londonDate(now);
		const standing = await standingAt(store, command.meeting, actor.person, today);
		if (!may(standing, 'read-meeting')) return err({ code: 'not-found' });
		if (!may(standing, 'sign')) return err({ code: 'not-allowed', what: 'sign these minutes' });
		const loaded = await loadMinutes(store, command.meeting);
		if (!loaded) return err({ code: 'not-found' });
		if (loaded.meeting.state === 'signed') return err({ code: 'already-signed' });
		if (loaded.digest !== command.digest)
			return err({
				code: 'minutes-moved-on',
				changes: command.read ? changesBetween(command.read, loaded.minutes) : []
			});
		const given = await signaturesOf(store, command.meeting);
		if (given.some(({ person, digest }) => person === actor.person && digest === loaded.digest))
			return err({ code: 'already-signed-by-you' });

		const notes = await tookNotes(store, command.meeting, actor.person, today);
		if (notes && !loaded.board.oneMayDoBoth) return err({ code: 'separate-duties', which: 'own-notes' });

		const signers = await signersOf(store, command.meeting, loaded.board.id, today);
		const role = standing.roles.includes('chair') ? 'chair' : 'co-chair';
		await store
			.insertInto('signature')
			.values({
				id: deps.newId(),
				meeting_id: command.meeting,
				person_id: actor.person,
				name: actor.name,
				role: notes ? `${role}, who also took the notes` : role,
				digest: loaded.digest,
				signed_at: now
			})
			.execute();
		await recordAudit(store, {
			at: now,
			person: actor.person,
			verb: 'sign',
			subject: `meeting/${command.meeting}`,
			detail: { digest: loaded.digest, ...(notes ? { tookNotes: true } : {}) }
		});
		const state = signState(
			loaded.board.signingRule,
			signers,
			[...given, { person: actor.person, digest: loaded.digest }],
			loaded.digest
		);
		if (state.kind === 'signed') await record(store, deps, actor, loaded);
		await raiseTopic(store, meetingTopic(command.meeting), boardTopic(loaded.board.id));
		return ok(
			state.kind === 'signed'
				? { state: 'signed' }
				: { state: 'waiting', missing: state.missing.map(({ name }) => name) }
		);
	});
}

async function record(store: Store, deps: Deps, actor: Actor, loaded: LoadedMinutes): Promise<void> {
	const { meeting, board, minutes, canonical, digest } = loaded;
	const now = deps.now();
	const last = await store
		.selectFrom('snapshot')
		.select(['sequence', 'sha256', 'previous'])
		.where('board_id', '=', board.id)
		.orderBy('sequence', 'desc')
		.executeTakeFirst();
	await store
		.insertInto('snapshot')
		.values({
			id: deps.newId(),
			meeting_id: meeting.id,
			board_id: board.id,
			sequence: (last?.sequence ?? 0) + 1,
			canonical,
			text: minutesText(minutes),
			sha256: digest,
			previous: last ? chainDigest(last.previous, last.sha256) : null,
			state: Buffer.from(loaded.state),
			created_at: now
		})
		.execute();
	await insertSignedActions(store, {
		meeting: meeting.id,
		board: board.id,
		date: meeting.date,
		at: now,
		by: { person: actor.person, name: actor.name },
		minutes,
		newId: deps.newId
	});
	await recordArising(store, {
		meeting: meeting.id,
		board: board.id,
		at: now,
		by: { person: actor.person, name: actor.name },
		minutes
	});
	// Last: from here on the triggers let nothing more into the log, the roster or the facts.
	await store
		.updateTable('meeting')
		.set({ state: 'signed', signed_at: now })
		.where('id', '=', meeting.id)
		.execute();
}

export interface GivenSignature {
	readonly person: PersonId;
	readonly name: string;
	readonly role: string;
	readonly digest: string;
	readonly at: number;
}

export async function signaturesOf(store: Store, meeting: MeetingId): Promise<GivenSignature[]> {
	const rows = await store
		.selectFrom('signature')
		.selectAll()
		.where('meeting_id', '=', meeting)
		.orderBy('signed_at')
		.execute();
	return rows.map((row) => ({
		person: row.person_id,
		name: row.name,
		role: row.role,
		digest: row.digest,
		at: row.signed_at
	}));
}

/** The chairs and co-chairs of the board that day, and whoever the roster says chaired this meeting. */
export async function signersOf(
	store: Store,
	meeting: MeetingId,
	board: BoardId,
	today: CalendarDate
): Promise<Signer[]> {
	const signers = new Map<PersonId, Signer>();
	for (const { person, name, role } of await membershipsOf(store, board, today))
		if (isSigning(role)) signers.set(person, { person, name, role });
	for (const { person, name, role } of await rosterOf(store, meeting))
		if (
			person !== null &&
			isSigning(role) &&
			!signers.has(person) &&
			may(await standingAt(store, meeting, person, today), 'sign')
		)
			signers.set(person, { person, name, role });
	return [...signers.values()];
}
