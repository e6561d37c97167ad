import type { Store } from '#server/store/database.ts';
import { meetingById } from '#server/store/meetings.ts';
import { paperHolds } from '#server/store/paper-files.ts';
import { allPaperContents } from '#server/store/papers.ts';

export interface VerifiedPapers {
	readonly papers: number;
	readonly problems: readonly {
		readonly meeting: string;
		readonly board: string;
		readonly paper: string;
		readonly what: string;
	}[];
}

/** [U9] Whether the content of every paper is there and is what was attached. Changes nothing. */
export async function verifyPapers(store: Store, dataDir: string): Promise<VerifiedPapers> {
	const contents = await allPaperContents(store);
	const problems: VerifiedPapers['problems'][number][] = [];
	for (const { meeting, name, sha256 } of contents)
		if (!(await paperHolds(dataDir, sha256)))
			problems.push({
				meeting,
				board: (await meetingById(store, meeting))?.board ?? '',
				paper: name,
				what: 'its content is missing or is not what was attached'
			});
	return { papers: contents.length, problems };
}
