import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import { may, type BoardVerb, type MeetingVerb, type Standing } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { londonDate } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById, type Meeting } from '#server/store/minutes/meetings.ts';
import { standingAt, standingOn } from '#server/store/boards/rights.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Actor, Deps } from './deps.ts';

/** "You may not …". */
const WORDS: Readonly<Record<BoardVerb | MeetingVerb, string>> = {
	'read-board': 'see this board',
	'keep-members': 'change who is a member here',
	'change-chair': 'change who signs here',
	'propose-chair': 'propose who signs here',
	'set-duties': 'say here whether one person may take the notes and sign',
	'check-record': 'see here whether the signed records still hold',
	'make-meeting': 'make a meeting here',
	'set-quorum': 'say here what a quorum is',
	'import-minutes': 'import minutes here',
	'read-register': 'see the actions of this board',
	'report-action': 'report on this action',
	'settle-action': 'settle this action',
	'keep-phrases': 'change the abbreviations of this board',
	'set-bank-holidays': 'say whose bank holidays this board keeps',
	'read-meeting': 'see this meeting',
	'write-minutes': 'write in these minutes',
	'keep-agenda': 'change this agenda',
	'propose-item': 'propose an item for this agenda',
	'keep-roster': 'change who was present',
	'keep-private-notes': 'keep private notes in this meeting',
	remark: 'remark on these minutes',
	'answer-remarks': 'settle this remark',
	sign: 'sign these minutes',
	circulate: 'send these minutes'
};

/** [P7] A stranger is told there is nothing; somebody who may look but not do this is told so. @returns null: go on */
export async function admitToBoard(
	deps: Pick<Deps, 'now'>,
	store: Store,
	actor: Actor,
	board: BoardId,
	verb: BoardVerb
): Promise<Refusal | null> {
	const { roles } = await standingOn(store, board, actor.person, londonDate(deps.now()));
	return judge({ roles, admin: actor.admin }, verb, 'read-board');
}

/** The same for a meeting, which it hands out when the answer is yes. */
export async function admitToMeeting(
	deps: Pick<Deps, 'now'>,
	store: Store,
	actor: Actor,
	id: MeetingId,
	verb: MeetingVerb
): Promise<Result<Meeting, Refusal>> {
	const meeting = await meetingById(store, id);
	if (meeting === null) return err({ code: 'not-found' });
	const { roles } = await standingAt(store, id, actor.person, londonDate(deps.now()));
	const refusal = judge({ roles, admin: actor.admin }, verb, 'read-meeting');
	return refusal === null ? ok(meeting) : err(refusal);
}

function judge(
	standing: Standing,
	verb: BoardVerb | MeetingVerb,
	look: 'read-board' | 'read-meeting'
): Refusal | null {
	if (may(standing, verb)) return null;
	return may(standing, look) ? { code: 'not-allowed', what: WORDS[verb] } : { code: 'not-found' };
}
