/** What makes the demo's notetaker quick, and what is nobody's but hers. */
import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { sentence } from '#core/kernel/refusal.ts';
import { must, type Result } from '#core/kernel/result.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { keepPhrase } from '#server/usecases/boards/keep-phrases.ts';
import { keepPrivateNote } from '#server/usecases/remarks/keep-private-note.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';

const SHARED = [
	['tgn', 'The group noted the report.'],
	['ncr', 'The notes of the last meeting were agreed as a correct record.'],
	['nfa', 'No further action was needed.']
] as const;
const OWN = [['wtk', 'Members thanked the presenters and their teams.']] as const;
/** Beside the partner updates. */
const NOTE = { item: 3, text: 'Ask Fintan after the meeting which month the desk moves.' } as const;

export async function keepDemoPhrases(
	deps: Deps,
	notetaker: Actor,
	board: BoardId,
	meeting: MeetingId
): Promise<void> {
	for (const [short, words] of SHARED)
		done(await keepPhrase(deps, notetaker, { whose: board, short, words }));
	for (const [short, words] of OWN) done(await keepPhrase(deps, notetaker, { whose: 'mine', short, words }));
	const { minutes } = must(await loadMinutes(deps.db, meeting), 'the live minutes');
	const { id: item } = must(minutes.items[NOTE.item], 'the item of the note');
	done(await keepPrivateNote(deps, notetaker, { meeting, item, text: NOTE.text, seen: '' }));
}

/** A refusal here is a bug of ours. */
function done(result: Result<unknown, Refusal>): void {
	if (!result.ok) throw new Error(`The demo could not be made: ${sentence(result.error)}`);
}
