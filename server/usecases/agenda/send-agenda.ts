/** Sends the agenda before the meeting to those who were called, by the outbox (D12). Papers stay behind the sign-in; the letter links to them. */
import { createHash } from 'node:crypto';
import { agendaText } from '#core/agenda/agenda-list.ts';
import type { LetterId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import { mailAddress, type MailAddress } from '#core/mail/mail-address.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { londonDate, longDate } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import {
	lettersAbout,
	letterStanding,
	queueAgain,
	queueLetter,
	type LetterState
} from '#server/store/mail/outbox.ts';
import { reachablePeople } from '#server/store/mail/recipients.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { agendaOf, type Agenda } from './read-agenda.ts';

export interface AgendaReader {
	readonly person: PersonId;
	readonly name: string;
	readonly agency: string;
	/** null: there is no address to send to. */
	readonly address: MailAddress | null;
	/** Whether a letter with the agenda as it is now went to them, or is on its way. */
	readonly hasIt: boolean;
	/** When a letter was last written to them about this agenda, also as it was before. */
	readonly letter: LetterState | null;
}

export interface AgendaPreview {
	readonly agenda: Agenda;
	readonly text: string;
	readonly readers: readonly AgendaReader[];
}

/** What would be sent, and to whom: everybody on the roster or the board, once. */
export async function agendaPreview(
	deps: Deps,
	actor: Actor,
	input: { readonly meeting: MeetingId; readonly origin: string }
): Promise<Result<AgendaPreview, Refusal>> {
	return deps.db.transaction().execute((store) => prepare(deps, store, actor, input));
}

async function prepare(
	deps: Deps,
	store: Store,
	actor: Actor,
	{ meeting: id, origin }: { readonly meeting: MeetingId; readonly origin: string }
): Promise<Result<AgendaPreview, Refusal>> {
	const meeting = await admitToMeeting(deps, store, actor, id, 'keep-agenda');
	if (!meeting.ok) return meeting;
	if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
	const agenda = await agendaOf(store, meeting.value);
	const text = agendaText(
		{ ...meeting.value, board: agenda.board.name },
		agenda.items,
		`${origin}/meetings/${id}/agenda`
	);
	const letters = await lettersAbout(store, id, 'agenda');
	const readers = new Map<PersonId, AgendaReader>();
	const called = await reachablePeople(store, id, agenda.board.id, londonDate(deps.now()));
	for (const { person, name, agency, email, disabledAt } of called) {
		if (person === null || readers.has(person)) continue;
		const address = disabledAt === null ? mailAddress(email) : null;
		const own = letters
			.filter((letter) => letter.toAddress === address)
			.sort((a, b) => b.createdAt - a.createdAt);
		const messageId = address === null ? '' : messageIdOf(id, text, address);
		readers.set(person, {
			person,
			name,
			agency,
			address,
			hasIt: own.some((letter) => letter.messageId === messageId && letter.state !== 'refused'),
			letter: own[0] ?? null
		});
	}
	return ok({ agenda, text, readers: [...readers.values()] });
}

/** The same agenda to the same address is the same letter, however often somebody presses. */
const messageIdOf = (meeting: MeetingId, text: string, address: string): string =>
	`agenda-${createHash('sha256').update(`${meeting}\n${address}\n${text}`).digest('hex').slice(0, 40)}`;

/** [U10] Whoever has the agenda as it is now gets no second letter; one that changed since goes out again. @returns how many letters were written */
export async function sendAgenda(
	deps: Deps,
	actor: Actor,
	input: { readonly meeting: MeetingId; readonly people: readonly PersonId[]; readonly origin: string }
): Promise<Result<{ readonly queued: number; readonly skipped: number }, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const prepared = await prepare(deps, store, actor, input);
		if (!prepared.ok) return prepared;
		const { agenda, text, readers } = prepared.value;
		if (agenda.items.length === 0)
			return err({
				code: 'invalid',
				field: '',
				message: 'The agenda is empty. Add its first item, then send it.'
			});
		const now = deps.now();
		let queued = 0;
		let skipped = 0;
		for (const { person, name, address, hasIt } of readers) {
			if (address === null || !input.people.includes(person)) continue;
			if (hasIt) {
				skipped++;
				continue;
			}
			const messageId = messageIdOf(input.meeting, text, address);
			const standing = await letterStanding(store, messageId);
			if (standing) await queueAgain(store, standing.id, now);
			else
				await queueLetter(
					store,
					{
						id: deps.newId<LetterId>(),
						messageId,
						kind: 'circulation',
						circulation: null,
						meeting: input.meeting,
						toName: name,
						toAddress: address,
						subject: `Agenda of ${agenda.meeting.title}, ${longDate(agenda.meeting.date)}`,
						text: `Dear ${name},\n\n${text}`,
						attach: '',
						about: 'agenda'
					},
					now
				);
			queued++;
		}
		if (queued + skipped === 0) return err({ code: 'nothing-to-send' });
		if (queued > 0) {
			await recordAudit(store, {
				at: now,
				person: actor.person,
				verb: 'send-agenda',
				subject: `meeting/${input.meeting}`,
				detail: { letters: queued }
			});
			await raiseTopic(store, meetingTopic(input.meeting));
		}
		return ok({ queued, skipped });
	});
}
