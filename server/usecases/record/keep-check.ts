/** [L10] What came of a check is kept; and what it found that the one before had not is told by letter, once. */
import { longInstant, type Instant } from '#core/kernel/time.ts';
import { allBoards, type Board } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { administrators } from '#server/store/boards/people.ts';
import {
	keepCheck,
	lastChecks,
	problemSentence,
	settleRequest,
	type Found,
	type FoundProblem
} from '#server/store/record/record-checks.ts';
import { boardTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { chairsOf, tell } from '#server/usecases/boards/tell-chairs.ts';

export interface DoneCheck {
	/** Who wanted it; the server itself is `SERVER_NAME`. */
	readonly name: string;
	/** When it began: what was asked for until then is done with it. */
	readonly began: Instant;
	readonly found: Omit<Found, 'count'>;
}

export async function keepDoneCheck(deps: Deps, { name, began, found }: DoneCheck): Promise<void> {
	await deps.db.transaction().execute(async (store) => {
		const [before] = await lastChecks(store, 1);
		await keepCheck(store, { at: deps.now(), name, found });
		await settleRequest(store, { at: began });
		const known = new Set(before?.problems.map(wordsOf));
		// Of what is kept only: of what is not, nobody could say tomorrow that it was known.
		const [kept] = await lastChecks(store, 1);
		const news = (kept?.problems ?? []).filter((problem) => !known.has(wordsOf(problem)));
		const boards = await allBoards(store);
		if (news.length > 0) await tellOf(deps, store, boards, news);
		await raiseTopic(store, ...boards.map(({ id }) => boardTopic(id)));
	});
}

const wordsOf = ({ board, record, what }: FoundProblem): string => JSON.stringify([board, record, what]);

/** More are on the page. */
const MOST_TOLD = 20;

async function tellOf(
	deps: Deps,
	store: Store,
	boards: readonly Board[],
	news: readonly FoundProblem[]
): Promise<void> {
	const when = longInstant(deps.now());
	for (const { id, name, slug } of boards) {
		const theirs = news.filter(({ board }) => board === null || board === slug);
		if (theirs.length === 0) continue;
		await tell(deps, store, await chairsOf(deps, store, id), {
			subject: `${name}: the check of the records found something`,
			words: [
				`Minutebook looked on ${when} whether everything that was signed and entered still stands as it was. This does not hold:`,
				listed(theirs, (problem) =>
					problem.board === null ? `The whole installation: ${problem.what}.` : problemSentence(problem)
				),
				`Sign nothing until it is known what happened. The page of the check says what to do. You are told once, because you chair ${name}; the administrators are told as well.`
			],
			path: `/boards/${slug}/record`
		});
	}
	const named = new Map(boards.map(({ slug, name }) => [slug, name]));
	await tell(
		deps,
		store,
		(await administrators(store)).map(({ id }) => id),
		{
			subject: 'The check of the records found something',
			words: [
				`Minutebook looked on ${when} whether everything that was signed and entered still stands as it was. This does not hold:`,
				// Which of its records it is, is for the board.
				listed(
					news,
					({ board, what }) =>
						`${board === null ? 'The whole installation' : (named.get(board) ?? board)}: ${what}.`
				),
				'Keep a copy of the data directory as it is now. “minutebook verify” on the server lists everything; backups from before have it as it was. You are told once, because you are an administrator; the chairs are told as well.'
			],
			path: '/people'
		}
	);
}

/** One paragraph, a line each. */
function listed(problems: readonly FoundProblem[], words: (problem: FoundProblem) => string): string {
	const lines = [...new Set(problems.map((problem) => `- ${words(problem)}`))];
	const rest = lines.length - MOST_TOLD;
	return [...lines.slice(0, MOST_TOLD), ...(rest > 0 ? [`- And ${rest} more.`] : [])].join('\n');
}
