import type { Draft } from '#core/minutes/draft.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { Line, Minutes } from '#core/minutes/minutes.ts';
import { eventsOf } from '#server/store/register/actions.ts';
import type { Store } from '#server/store/database/database.ts';

/** What matters arising wrote comes from picks and the register, not from lines of the text. */
export const isArising = (line: Line): boolean => line.kind !== 'action' && line.arising !== undefined;

export function saysReports(draft: Draft, minutes: Minutes): boolean {
	const reports = new Map(draft.arising?.reports.map((report) => [report.action, report]));
	const confirmations = new Map(draft.arising?.confirmations.map((pick) => [pick.meeting, pick]));
	return minutes.items
		.flatMap(({ lines }) => lines)
		.every((line) => {
			if (line.kind === 'action' || line.arising === undefined) return true;
			const { arising } = line;
			if (arising.kind === 'reports') return true;
			if (arising.kind === 'confirms') return confirmations.get(arising.meeting)?.outcome === arising.outcome;
			const report = reports.get(arising.action);
			return report?.outcome === arising.outcome && report.words === arising.words;
		});
}

/** What the signature made happen to the last meeting's notes and to actions of earlier ones. */
export async function verifyArising(store: Store, meeting: MeetingId, minutes: Minutes): Promise<string[]> {
	const wrong: string[] = [];
	const arising = minutes.items
		.flatMap(({ lines }) => lines)
		.flatMap((line) => (line.kind !== 'action' && line.arising !== undefined ? [line.arising] : []));
	const agreed = await store
		.selectFrom('confirmation')
		.select(['meeting_id as meeting', 'outcome', 'point', 'amendment'])
		.where('by_meeting_id', '=', meeting)
		.execute();
	const said = arising
		.filter((one) => one.kind === 'confirms')
		.map(({ meeting, outcome, point, amendment }) => ({ meeting, outcome, point, amendment }));
	const byMeeting = (rows: typeof said) =>
		JSON.stringify(rows.toSorted((a, b) => (a.meeting < b.meeting ? -1 : 1)));
	if (byMeeting(agreed) !== byMeeting(said))
		wrong.push('the notes agreed in the table are not those of the record');
	const reports = arising.filter((one) => one.kind === 'report');
	const events = await eventsOf(
		store,
		reports.map(({ action }) => action)
	);
	for (const { action, reference } of reports)
		if (!events.get(action)?.some(({ happening }) => happening.at?.meeting === meeting))
			wrong.push(`the register does not say what was reported of ${reference}`);
	return wrong;
}
