import type { MeetingId } from '#core/kernel/ids.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { answersWithoutRecord } from '#server/store/agenda/paper-checks.ts';
import { paperHolds } from '#server/store/agenda/paper-files.ts';
import { allPaperContents } from '#server/store/agenda/papers.ts';

export interface VerifiedPapers {
	readonly papers: number;
	readonly problems: readonly {
		readonly meeting: string;
		readonly board: string;
		readonly paper: string;
		readonly what: string;
	}[];
}

/** [U9] Whether the content of every paper is there and is what was attached, and what is known of it was recorded. Changes nothing. */
export async function verifyPapers(store: Store, dataDir: string): Promise<VerifiedPapers> {
	const contents = await allPaperContents(store);
	const problems: VerifiedPapers['problems'][number][] = [];
	const found = async (meeting: MeetingId, paper: string, what: string): Promise<void> => {
		problems.push({ meeting, board: (await meetingById(store, meeting))?.board ?? '', paper, what });
	};
	for (const { meeting, name, sha256 } of contents)
		if (!(await paperHolds(dataDir, sha256)))
			await found(meeting, name, 'its content is missing or is not what was attached');
	for (const { meeting, name, state } of await answersWithoutRecord(store))
		await found(meeting, name, `it stands there as ${state}, and no scanner is on record as having said so`);
	return { papers: contents.length, problems };
}
