/** What is said about the minutes, and what becomes of it. Their words travel in the body only, as those of private notes. */
import { json } from '@sveltejs/kit';
import { parseId, type MeetingId, type RemarkId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { parseAnchor } from '#core/remarks/remark-anchor.ts';
import { REMARK_ANSWERS, REMARK_KINDS } from '#core/remarks/remarks.ts';
import type { Result } from '#core/kernel/result.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { makeRemark, replyToRemark, settleRemark } from '#server/usecases/remarks/keep-remarks.ts';
import { actorOf } from '../../../actor.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	const doing = meeting && act(locals.deps, actorOf(locals), meeting, parseBody(await request.text()));
	if (!doing) refuseToShow({ code: 'not-found' });
	const done = await doing;
	if (!done.ok) refuseToShow(done.error);
	return json({ done: done.value });
};

type Sent = Readonly<Record<string, unknown>>;

/** null: that is nothing one can do to a remark */
function act(
	deps: Deps,
	actor: Actor,
	meeting: MeetingId,
	sent: Sent
): Promise<Result<unknown, Refusal>> | null {
	const text = (name: string): string => {
		const value = sent[name];
		return typeof value === 'string' ? value : '';
	};
	const kind = REMARK_KINDS.find((known) => known === sent['kind']);
	if (kind)
		return makeRemark(deps, actor, {
			meeting,
			kind,
			item: text('item'),
			line: sent['line'] === null ? null : text('line'),
			anchor: parseAnchor(sent['anchor']),
			quote: text('quote'),
			text: text('text'),
			before: text('before')
		});
	const remark = parseId<RemarkId>(sent['remark']);
	const answer = REMARK_ANSWERS.find((known) => known === sent['answer']);
	if (!remark) return null;
	if (answer) return settleRemark(deps, actor, { meeting, remark, answer, reason: text('reason') });
	return replyToRemark(deps, actor, { meeting, remark, text: text('text') });
}

function parseBody(body: string): Sent {
	try {
		const read: unknown = JSON.parse(body);
		return typeof read === 'object' && read !== null ? (read as Sent) : {};
	} catch {
		return {};
	}
}
