/** Sends the signed notes: who would get what, and the one transaction that writes the letters (D12). */
import { createHash } from 'node:crypto';
import { actionText } from '#core/record/canonical.ts';
import {
	actionsFor,
	circulationSubject,
	circulationText,
	dueWords,
	type OwnActions
} from '#core/mail/circulation-text.ts';
import type { CirculationId, LetterId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import { mailAddress, mailAddresses, type MailAddress } from '#core/mail/mail-address.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import type { Attendance } from '#core/boards/people.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { londonDate, longInstant } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { boardById } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import {
	insertCirculation,
	lettersAbout,
	letterStanding,
	queueAgain,
	queueLetter,
	type LetterState
} from '#server/store/mail/outbox.ts';
import { reachablePeople } from '#server/store/mail/recipients.ts';
import { signedRecord, type SignedRecord } from '#server/store/record/snapshots.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

/** More than any board has friends; whoever pastes a directory is stopped. */
const MOST_EXTRA = 100;

export interface Recipient {
	/** null: nobody among the people, so there is no address to send to. */
	readonly person: PersonId | null;
	readonly name: string;
	/** All agencies they stand under on the roster. */
	readonly agency: string;
	readonly place: Attendance | 'board';
	readonly address: MailAddress | null;
	/** Why there is no address to send to; '' when there is. */
	readonly lack:
		'' | 'no e-mail address is known' | 'the e-mail address cannot be used' | 'the person is disabled';
	readonly actions: OwnActions;
	/** What became of their letter, if there is one. */
	readonly letter: LetterState | null;
}

export interface CirculationPreview {
	readonly meeting: Meeting;
	readonly board: { readonly name: string; readonly slug: string };
	readonly record: SignedRecord;
	readonly recipients: readonly Recipient[];
	/** Letters to addresses that are none of the recipients'. */
	readonly others: readonly LetterState[];
}

/** Refuses with `not-signed` while there is nothing that could be sent. */
export async function circulationPreview(
	deps: Deps,
	actor: Actor,
	id: MeetingId
): Promise<Result<CirculationPreview, Refusal>> {
	const meeting = await admitToMeeting(deps, deps.db, actor, id, 'circulate');
	if (!meeting.ok) return meeting;
	const record = await signedRecord(deps.db, id);
	if (record === null) return err({ code: 'not-signed' });
	const board = must(await boardById(deps.db, meeting.value.board), 'board of a meeting');
	const letters = await lettersAbout(deps.db, id);
	const recipients = await recipientsOf(deps, deps.db, meeting.value, record.minutes, letters);
	const theirs = new Set(recipients.map((recipient) => recipient.letter?.id));
	return ok({
		meeting: meeting.value,
		board: { name: board.name, slug: board.slug },
		record,
		recipients,
		others: letters.filter((letter) => !theirs.has(letter.id))
	});
}

export interface Circulated {
	/** Addresses a letter was now written to. */
	readonly queued: readonly string[];
	/** Refused before, now tried once more. */
	readonly again: readonly string[];
	/** Their letter is sent or waiting already: nothing was sent twice. */
	readonly skipped: readonly string[];
}

/**
 * [C1] One transaction: circulation, letters, audit, topic. A letter's identity comes from the snapshot's digest and the
 * address, so that whoever has one gets no second, however often and from however many windows somebody presses.
 * @param input.extra as typed: addresses between blanks, commas or lines. One that cannot be read refuses the whole, and names it
 * @param input.origin of this installation, for the link in the letter
 */
export async function circulate(
	deps: Deps,
	actor: Actor,
	input: {
		readonly meeting: MeetingId;
		readonly people: readonly PersonId[];
		readonly extra: string;
		readonly origin: string;
	}
): Promise<Result<Circulated, Refusal>> {
	const extra = mailAddresses(input.extra);
	const problem = extraProblem(extra);
	if (problem !== null) return err({ code: 'invalid', field: 'extra', message: problem });
	return deps.db.transaction().execute(async (store) => {
		const meeting = await admitToMeeting(deps, store, actor, input.meeting, 'circulate');
		if (!meeting.ok) return meeting;
		const record = await signedRecord(store, input.meeting);
		if (record === null) return err({ code: 'not-signed' });
		const board = must(await boardById(store, meeting.value.board), 'board of a meeting');
		const recipients = await recipientsOf(deps, store, meeting.value, record.minutes, []);
		const chosen = new Map<MailAddress, Recipient | null>();
		for (const person of input.people) {
			const recipient = recipients.find((one) => one.person === person);
			if (!recipient?.address)
				return err({
					code: 'invalid',
					field: 'people',
					message: `${recipient?.name ?? 'Somebody chosen here'} cannot be reached by e-mail any more. Nothing was sent: look at the list again.`
				});
			chosen.set(recipient.address, recipient);
		}
		for (const address of extra.good)
			if (!chosen.has(address))
				chosen.set(address, recipients.find((one) => one.address === address) ?? null);
		if (chosen.size === 0) return err({ code: 'nothing-to-send' });

		const now = deps.now();
		const circulation = deps.newId<CirculationId>();
		const queued: string[] = [];
		const again: string[] = [];
		const skipped: string[] = [];
		for (const [address, recipient] of chosen) {
			const messageId = messageIdOf(record, address);
			const standing = await letterStanding(store, messageId);
			if (standing?.state === 'refused') {
				await queueAgain(store, standing.id, now);
				again.push(address);
			} else if (standing) skipped.push(address);
			else {
				if (queued.length === 0)
					await insertCirculation(store, {
						id: circulation,
						meeting: input.meeting,
						snapshot: record.snapshot.id,
						sentBy: actor.person,
						sentAt: now
					});
				const actions = recipient?.actions ?? actionsFor(record.minutes, null);
				await queueLetter(
					store,
					{
						id: deps.newId<LetterId>(),
						messageId,
						kind: 'circulation',
						circulation,
						meeting: input.meeting,
						toName: recipient?.name ?? '',
						toAddress: address,
						subject: circulationSubject(record.minutes, actions.own.length),
						text: circulationText({
							minutes: record.minutes,
							name: recipient?.name ?? '',
							actions,
							link: `${input.origin}/meetings/${input.meeting}`,
							register: `${input.origin}/boards/${board.slug}/register`,
							signed: record.signatures.map(
								({ name, role, signedAt }) => `${name}, ${role}, ${longInstant(signedAt)}`
							),
							sha256: record.snapshot.sha256
						}),
						attach: 'minutes-pdf'
					},
					now
				);
				queued.push(address);
			}
		}
		const circulated: Circulated = { queued, again, skipped };
		if (circulated.queued.length + circulated.again.length > 0) {
			await recordAudit(store, {
				at: now,
				person: actor.person,
				verb: 'circulate',
				subject: `meeting/${input.meeting}`,
				detail: {
					letters: circulated.queued.length,
					again: circulated.again.length,
					snapshot: record.snapshot.sha256
				}
			});
			await raiseTopic(store, meetingTopic(input.meeting));
		}
		return ok(circulated);
	});
}

/** What a recipient's own actions look like in a list: "1.2  ID to invite … (due 28 October 2009)". */
export function actionWords(
	actions: OwnActions['own']
): { readonly label: string; readonly text: string; readonly due: string }[] {
	return actions.map((action) => ({
		label: action.label ?? '',
		text: actionText({ ...action, due: null }),
		due: dueWords(action.due, action.text)
	}));
}

function extraProblem({ good, bad }: ReturnType<typeof mailAddresses>): string | null {
	if (bad.length > 0) {
		const named = bad.slice(0, 5).map((text) => `“${text.slice(0, 80)}”`);
		return `${named.join(', ')}${bad.length > 5 ? ` and ${bad.length - 5} more` : ''} ${
			bad.length === 1 ? 'is not an e-mail address' : 'are not e-mail addresses'
		} such as name@example.org. Nothing was sent yet.`;
	}
	return good.length > MOST_EXTRA
		? `At most ${MOST_EXTRA} extra addresses at a time. Nothing was sent yet.`
		: null;
}

function messageIdOf({ snapshot }: SignedRecord, address: MailAddress): string {
	const hash = createHash('sha256').update(`${snapshot.id}\n${snapshot.sha256}\n${address}`).digest('hex');
	return `circulation.${hash.slice(0, 40)}`;
}

/** One entry a person, in the order of the roster; who is nobody among the people has one a line. */
async function recipientsOf(
	deps: Deps,
	store: Store,
	meeting: Meeting,
	minutes: Minutes,
	letters: readonly LetterState[]
): Promise<Recipient[]> {
	const entries = await reachablePeople(store, meeting.id, meeting.board, londonDate(deps.now()));
	const recipients = new Map<string, Recipient>();
	for (const [index, { person, name, agency, email, place, disabledAt }] of entries.entries()) {
		const key = person ?? `line ${index}`;
		const before = recipients.get(key);
		if (before) {
			if (agency !== '' && !before.agency.split('; ').includes(agency))
				recipients.set(key, {
					...before,
					agency: before.agency === '' ? agency : `${before.agency}; ${agency}`
				});
			continue;
		}
		// [D10]
		const address = disabledAt === null ? mailAddress(email) : null;
		recipients.set(key, {
			person,
			name,
			agency,
			place,
			address,
			lack:
				address !== null
					? ''
					: disabledAt !== null
						? 'the person is disabled'
						: email === null
							? 'no e-mail address is known'
							: 'the e-mail address cannot be used',
			actions: actionsFor(minutes, person),
			letter: letters.find((letter) => letter.toAddress === address) ?? null
		});
	}
	return [...recipients.values()];
}
