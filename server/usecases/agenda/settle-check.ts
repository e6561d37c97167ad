/** [U13] What follows from the scanner's answer: the state, the record of it, who is told, and no file where something was found. */
import type { PersonId } from '#core/kernel/ids.ts';
import { checkWords } from '#core/agenda/papers.ts';
import { may } from '#core/boards/policy.ts';
import { must } from '#core/kernel/result.ts';
import { londonDate, longDate } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { boardById } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { recordCheck, type Checked, type CheckedRow } from '#server/store/agenda/paper-checks.ts';
import { removePaperFile } from '#server/store/agenda/paper-files.ts';
import { standingAt } from '#server/store/boards/rights.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { chairsOf, tell } from '#server/usecases/boards/tell-chairs.ts';

/** In one transaction. @param checked `checked`, or `refused` with what the scanner calls what it found */
export async function settleCheck(
	deps: Deps,
	dataDir: string,
	sha256: string,
	checked: Checked
): Promise<void> {
	const isRefused = checked.state === 'refused';
	await deps.db.transaction().execute(async (store) => {
		const at = deps.now();
		const papers = await recordCheck(store, sha256, checked, at);
		for (const paper of papers) {
			await recordAudit(store, {
				at,
				person: null,
				verb: isRefused ? 'refuse-paper' : 'check-paper',
				subject: `meeting/${paper.meeting}`,
				detail: { paper: paper.id, sha256, ...(isRefused ? { found: checked.found } : {}) }
			});
			if (isRefused) await tellOfRefusal(deps, store, paper, checked.found);
		}
		await raiseTopic(store, ...new Set(papers.map(({ meeting }) => meetingTopic(meeting))));
		// Last, and at once: nobody opens it any more, and nobody attaches it while this transaction holds the lock.
		if (isRefused) removePaperFile(dataDir, sha256);
	});
}

/** To whoever attached it. Where they may not read that meeting any more, its board's chairs have to see to it. */
async function tellOfRefusal(deps: Deps, store: Store, paper: CheckedRow, found: string): Promise<void> {
	const meeting = must(await meetingById(store, paper.meeting), 'the meeting of a paper');
	const { name } = must(await boardById(store, meeting.board), 'the board of a meeting');
	const standing = await standingAt(store, meeting.id, paper.person, londonDate(deps.now()));
	const people: readonly PersonId[] = may(standing, 'read-meeting')
		? [paper.person]
		: await chairsOf(deps, store, meeting.board);
	const isSigned = meeting.state === 'signed';
	await tell(deps, store, people, {
		subject: `${name}: a paper was refused`,
		words: [
			`“${paper.name}”, paper ${paper.number} of an item of the meeting of ${longDate(meeting.date)}, is not kept. ${checkWords('refused', found)}.`,
			'Nobody can open it any more. The minutes and all other papers are safe.',
			isSigned
				? 'The minutes are signed and name it as it was. Bring a clean copy to the next meeting if the board needs it.'
				: 'Take it off the agenda, and attach a clean copy: ask whoever made the file for one.',
			'Have the device it came from checked. Whoever got the file from you another way should not open it.'
		],
		path: `/meetings/${meeting.id}/agenda`
	});
}
