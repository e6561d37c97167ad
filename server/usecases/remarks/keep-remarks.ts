/** Comments, suggestions and requests beside the minutes: made, replied to, settled. Until the signature, and never in the text. */
import type { MeetingId, RemarkId } from '#core/kernel/ids.ts';
import { may, type MeetingVerb } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import type { Anchor } from '#core/remarks/remark-anchor.ts';
import {
	isForAuthor,
	isForAuthorAlone,
	LONGEST_POINT,
	LONGEST_REMARK,
	outcomeWords,
	stateAfter,
	type RemarkAnswer,
	type RemarkKind,
	type RemarkState
} from '#core/remarks/remarks.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { londonDate } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import {
	insertRemark,
	insertReply,
	openRemarksOf,
	putRemarkState,
	remarkOf,
	type KeptRemark
} from '#server/store/remarks/remarks.ts';
import { standingAt } from '#server/store/boards/rights.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { lineOf } from '#server/usecases/kernel/parse.ts';

/** Open ones of one person in one meeting, and replies to one remark: room for any discussion, none for a flood. */
const MOST_OPEN = 200;
const MOST_REPLIES = 200;
const LONGEST_QUOTE = 300;

const invalid = (field: string, message: string): Result<never, Refusal> =>
	err({ code: 'invalid', field, message });

/** Several lines, each as typed. */
function parseWords(field: string, text: string, what: string): Result<string, Refusal> {
	const words = text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
	if (words === '') return invalid(field, `Write ${what} first.`);
	return words.length > LONGEST_REMARK
		? invalid(field, `Shorten ${what} to ${LONGEST_REMARK} characters.`)
		: ok(words);
}

/** One transaction for whoever may, until the minutes are signed; what it did is heard on the open pages. */
function change<T>(
	deps: Deps,
	actor: Actor,
	id: MeetingId,
	verb: MeetingVerb,
	what: (store: Store) => Promise<Result<T, Refusal>>
): Promise<Result<T, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const meeting = await admitToMeeting(deps, store, actor, id, verb);
		if (!meeting.ok) return meeting;
		if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
		const done = await what(store);
		if (done.ok) await raiseTopic(store, meetingTopic(id));
		return done;
	});
}

/** What was done, and never what was said. */
const audit = (deps: Deps, actor: Actor, store: Store, meeting: MeetingId, verb: string, remark: RemarkId) =>
	recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb,
		subject: `meeting/${meeting}`,
		detail: { remark }
	});

export interface NewRemark {
	readonly meeting: MeetingId;
	readonly kind: RemarkKind;
	readonly item: string;
	readonly line: string | null;
	readonly anchor: Anchor | null;
	readonly quote: string;
	readonly text: string;
	/** Of a suggestion: what the point read when it was made. */
	readonly before: string;
}

const PLACE = /^[A-Za-z0-9_-]{1,64}$/;
const WHAT: Readonly<Record<RemarkKind, string>> = {
	comment: 'the comment',
	suggestion: 'the words you suggest',
	request: 'what shall be recorded'
};

/** [X1] Whoever may read the meeting may comment, suggest other words and ask for a point to be recorded. */
export async function makeRemark(
	deps: Deps,
	actor: Actor,
	command: NewRemark
): Promise<Result<RemarkId, Refusal>> {
	const { meeting, kind, item, line, anchor } = command;
	if (!PLACE.test(item) || (line !== null && !PLACE.test(line))) return err({ code: 'not-found' });
	const said = kind === 'suggestion' ? suggested(command) : parseWords('text', command.text, WHAT[kind]);
	if (!said.ok) return said;
	return change(deps, actor, meeting, 'remark', async (store) => {
		if ((await openRemarksOf(store, meeting, actor.person)) >= MOST_OPEN)
			return invalid('text', `${MOST_OPEN} of your remarks here are open. Resolve or take back some first.`);
		const id = deps.newId<RemarkId>();
		await insertRemark(store, meeting, {
			id,
			kind,
			item,
			line: kind === 'request' ? null : line,
			anchor: kind === 'comment' && line !== null ? anchor : null,
			quote: lineOf(command.quote).slice(0, LONGEST_QUOTE),
			text: said.value,
			before: kind === 'suggestion' ? command.before : '',
			person: actor.person,
			name: actor.name,
			at: deps.now()
		});
		await audit(deps, actor, store, meeting, `made-${kind}`, id);
		return ok(id);
	});
}

/** The words of a point are one line; it is compared with what the point reads, so `before` stays to the letter. */
function suggested({ line, text, before }: NewRemark): Result<string, Refusal> {
	const words = lineOf(text);
	if (line === null)
		return invalid('text', 'The point these words are for is gone. Comment on the item instead.');
	if (words === '')
		return invalid('text', 'Write the words you suggest first. To have the point taken out, comment on it.');
	if (words.length > LONGEST_POINT || before.length > LONGEST_POINT)
		return invalid('text', `A suggestion has at most ${LONGEST_POINT} characters. Suggest a part of it.`);
	if (words === lineOf(before))
		return invalid('text', 'These are the words as they stand. Change some of them.');
	return ok(words);
}

/** [X2] Whoever may read may reply. */
export async function replyToRemark(
	deps: Deps,
	actor: Actor,
	command: { readonly meeting: MeetingId; readonly remark: RemarkId; readonly text: string }
): Promise<Result<null, Refusal>> {
	const text = parseWords('text', command.text, 'the reply');
	if (!text.ok) return text;
	return change(deps, actor, command.meeting, 'remark', async (store) => {
		const remark = await remarkOf(store, command.meeting, command.remark);
		if (remark === null) return err({ code: 'not-found' });
		if (remark.replies.length >= MOST_REPLIES)
			return invalid('text', `${MOST_REPLIES} replies stand here. Begin a new comment.`);
		await insertReply(store, {
			id: deps.newId(),
			remark: remark.id,
			person: actor.person,
			name: actor.name,
			text: text.value,
			at: deps.now()
		});
		await audit(deps, actor, store, command.meeting, 'replied-to-remark', remark.id);
		return ok(null);
	});
}

/**
 * [X3] Resolves, opens again, accepts, declines, takes over or takes back. The words of the minutes were changed by then, in
 * the editor of the one who accepts: here is recorded that they did. The same answer twice is one: two may press at once.
 */
export async function settleRemark(
	deps: Deps,
	actor: Actor,
	command: {
		readonly meeting: MeetingId;
		readonly remark: RemarkId;
		readonly answer: RemarkAnswer;
		readonly reason: string;
	}
): Promise<Result<RemarkState, Refusal>> {
	const { meeting, answer } = command;
	const reason = lineOf(command.reason);
	if (answer === 'decline' && reason === '')
		return invalid('reason', 'Say in a word why, so that the one who asked knows.');
	if (reason.length > LONGEST_REMARK)
		return invalid('reason', `Shorten the reason to ${LONGEST_REMARK} characters.`);
	return change(deps, actor, meeting, 'remark', async (store) => {
		const remark = await remarkOf(store, meeting, command.remark);
		if (remark === null) return err({ code: 'not-found' });
		const refusal = await judge(deps, actor, store, meeting, remark, answer);
		if (refusal !== null) return err(refusal);
		const state = stateAfter(remark, answer);
		if (state === null)
			return remark.state === stateAfter({ kind: remark.kind, state: 'open' }, answer)
				? ok(remark.state)
				: invalid('remark', `${outcomeWords(remark) || 'It is open'} already, so nothing was changed.`);
		const settled = { by: actor.person, name: actor.name, at: deps.now() };
		await putRemarkState(
			store,
			remark.id,
			state,
			state === 'open' ? null : { ...settled, reason: state === 'declined' ? reason : '' }
		);
		await audit(deps, actor, store, meeting, `remark-${answer}`, remark.id);
		return ok(state);
	});
}

async function judge(
	deps: Deps,
	actor: Actor,
	store: Store,
	meeting: MeetingId,
	remark: KeptRemark,
	answer: RemarkAnswer
): Promise<Refusal | null> {
	if (remark.person === actor.person && isForAuthor(answer)) return null;
	if (isForAuthorAlone(answer)) return { code: 'not-allowed', what: 'take back a remark of somebody else' };
	const { roles } = await standingAt(store, meeting, actor.person, londonDate(deps.now()));
	return may({ roles, admin: actor.admin }, 'answer-remarks')
		? null
		: { code: 'not-allowed', what: 'settle this remark' };
}
