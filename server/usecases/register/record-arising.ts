import { reportSteps } from '#core/register/arising.ts';
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import type { Instant } from '#core/kernel/time.ts';
import { appendActionEvent, registeredAction } from '#server/store/register/actions.ts';
import { insertConfirmation } from '#server/store/register/arising.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';

/**
 * [J5] What signed minutes say about the last meeting and its actions happens: events in the register, and the earlier notes
 * agreed. In the transaction of the signature. The board acts here, by the hand of who signed last, so nobody's rights on one
 * action are asked.
 */
export async function recordArising(
	store: Store,
	signed: {
		readonly meeting: MeetingId;
		readonly board: BoardId;
		readonly at: Instant;
		readonly by: { readonly person: PersonId; readonly name: string };
		readonly minutes: Minutes;
	}
): Promise<void> {
	const { meeting, at, by, minutes } = signed;
	const touched = new Set<MeetingId>();
	for (const item of minutes.items) {
		/** Of the point over the reports. */
		let label: string | null = null;
		for (const line of item.lines) {
			if (line.kind === 'action' || line.arising === undefined) continue;
			const { arising } = line;
			if (arising.kind === 'reports') label = line.label;
			if (arising.kind === 'confirms') {
				await insertConfirmation(store, { meeting, label: line.label, at }, arising);
				await recordAudit(store, {
					at,
					person: by.person,
					verb: 'agree-notes',
					subject: `meeting/${arising.meeting}`,
					detail: { at: meeting, outcome: arising.outcome }
				});
				touched.add(arising.meeting);
			}
			if (arising.kind !== 'report') continue;
			let action = await registeredAction(store, arising.action);
			if (action === null || action.board !== signed.board) continue;
			for (const { happening, note } of reportSteps(arising, action.now)) {
				const place = { meeting, title: minutes.title, date: minutes.date, label };
				const event = { happening: { ...happening, at: place }, person: by.person, name: by.name, at, note };
				action = { ...action, now: await appendActionEvent(store, action, event) };
				await recordAudit(store, {
					at,
					person: by.person,
					verb: `action-${happening.kind}`,
					subject: `action/${action.id}`,
					detail: { at: meeting }
				});
			}
			touched.add(action.meeting);
		}
	}
	await raiseTopic(store, ...[...touched].map(meetingTopic));
}
