/** The minutes to take away: as signed, from the snapshot; while they are a draft, as they stand now and marked as such. */
import { confirmedWords } from '#core/register/arising.ts';
import { minutesText } from '#core/record/canonical.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { Marking } from '#core/record/record-marking.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { checkWords } from '#core/agenda/papers.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { agreedNotes } from '#server/store/register/arising.ts';
import { headAtSignature } from '#server/store/record/chain.ts';
import type { Store } from '#server/store/database/database.ts';
import { papersOf } from '#server/store/agenda/papers.ts';
import { signedRecord } from '#server/store/record/snapshots.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { loadMinutes } from './load-minutes.ts';

export interface Exported {
	readonly minutes: Minutes;
	readonly marking: Marking;
	readonly text: string;
	/** The minutes with what vouches for them. The digest is that of `minutes` in canonical form (RFC 8785). */
	readonly json: string;
	/** For a file, without its ending: letters, digits, blanks and hyphens. */
	readonly name: string;
}

export async function exportMinutes(
	deps: Deps,
	actor: Actor,
	id: MeetingId
): Promise<Result<Exported, Refusal>> {
	const meeting = await admitToMeeting(deps, deps.db, actor, id, 'read-meeting');
	return meeting.ok ? exportAtConsole(deps.db, id) : meeting;
}

/** The same without asking who: whoever holds the data directory may read it. */
export async function exportAtConsole(store: Store, id: MeetingId): Promise<Result<Exported, Refusal>> {
	const record = await signedRecord(store, id);
	if (record === null) {
		const loaded = await loadMinutes(store, id);
		if (loaded === null) return err({ code: 'not-found' });
		const { minutes } = loaded;
		return ok({
			minutes,
			marking: { state: 'draft' },
			text: `DRAFT, NOT SIGNED\n\n${minutesText(minutes)}`,
			json: json({ state: 'draft', papers: await paperStates(store, id), minutes }),
			name: `${minutes.date} ${fileWords(minutes.board)} notes draft`
		});
	}
	const { minutes, snapshot, signatures } = record;
	const { sha256, previous, sequence } = snapshot;
	const chain = await headAtSignature(store, id);
	const agreed = await agreedNotes(store, id);
	const words = agreed && confirmedWords(agreed);
	return ok({
		minutes,
		marking: {
			state: 'signed',
			signatures,
			sha256,
			previous,
			...(chain === null ? {} : { chain }),
			...(words === null ? {} : { agreed: words.where + words.how })
		},
		text: snapshot.text,
		json: json({
			state: 'signed',
			sha256,
			sequence,
			previous,
			signatures: signatures.map(({ name, role, digest, signedAt }) => ({
				name,
				role,
				digest,
				signedAt: new Date(signedAt).toISOString()
			})),
			...(agreed === null ? {} : { agreed }),
			papers: await paperStates(store, id),
			minutes
		}),
		name: `${minutes.date} ${fileWords(minutes.board)} notes`
	});
}

/** [U13] What is known today of every paper, in words: beside the minutes, whose own list stays as it was signed. */
const paperStates = async (store: Store, id: MeetingId) =>
	(await papersOf(store, id)).map(({ item, number, name, sha256, check, found }) => ({
		item,
		number,
		name,
		sha256,
		state: check,
		words: checkWords(check, found)
	}));

const json = (value: object): string =>
	`${JSON.stringify({ kind: 'minutebook-minutes', ...value }, null, 2)}\n`;

const fileWords = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/[^A-Za-z0-9]+/g, ' ')
		.trim()
		.slice(0, 60)
		.trim();
