/** What the chairs of a board see of the checks of its record, and where its chain ends today. */
import { headWords } from '#core/record/chain-head.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import { ADVICE, isCheckLate, SERVER_NAME } from '#core/record/record-check.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Instant } from '#core/kernel/time.ts';
import { membershipsOf, type Board } from '#server/store/boards/boards.ts';
import { chainEnd } from '#server/store/record/chain.ts';
import type { Store } from '#server/store/database/database.ts';
import {
	concerning,
	lastChecks,
	problemSentence,
	requestedCheck,
	type FoundProblem,
	type RecordCheck
} from '#server/store/record/record-checks.ts';
import { findBoard, headOf, type BoardHead } from '#server/views/boards/board-page.ts';

/** One check, as far as it concerns a board. */
export interface CheckLine {
	readonly at: Instant;
	/** "Minutebook itself", "Chidi Marsh" */
	readonly by: string;
	/** How many things did not hold on this board and in the installation. */
	readonly count: number;
}

export interface CheckResult extends CheckLine {
	readonly records: number;
	readonly papers: number;
	readonly entries: number;
	/** What does not hold, with what to do about it. */
	readonly groups: readonly {
		readonly advice: string;
		readonly problems: readonly {
			/** "The whole installation"; null: this board. */
			readonly where: string | null;
			/** "23 July 2031, Harbour Board meeting: no signature is under this text." */
			readonly words: string;
		}[];
	}[];
	/** More was found than is kept with a result. */
	readonly isCut: boolean;
	/** Two nights went by since, without a check. */
	readonly isLate: boolean;
}

export interface RecordPage {
	readonly board: BoardHead;
	/** null: nothing was checked yet. */
	readonly last: CheckResult | null;
	/** Newest first, the last one too. */
	readonly history: readonly CheckLine[];
	/** The end of the board's chain now; null: nothing was entered yet. */
	readonly head: { readonly words: string; readonly sequence: number; readonly at: Instant } | null;
	/** Since when a check is waited for, and by whom. */
	readonly requested: { readonly at: Instant; readonly by: string } | null;
}

/** A month of nights. */
const SHOWN = 30;

export async function recordPage(
	store: Store,
	slug: string,
	actor: { readonly person: PersonId; readonly admin: boolean },
	now: Instant
): Promise<Result<RecordPage, Refusal>> {
	const found = await findBoard(store, slug, actor.person, now);
	if (found === null) return err({ code: 'not-found' });
	const { board, standing } = found;
	if (!may(standing, 'check-record'))
		return err({ code: 'not-allowed', what: 'see here whether the signed records still hold' });
	const by = await namer(store, board);
	const checks = await lastChecks(store, SHOWN);
	const end = await chainEnd(store, board.id);
	const requested = await requestedCheck(store);
	const line = (check: RecordCheck): CheckLine => ({
		at: check.at,
		by: by(check.name),
		count: concerning(check, slug).length
	});
	const [last] = checks;
	return ok({
		board: headOf(board),
		last:
			last === undefined
				? null
				: {
						...line(last),
						records: last.records,
						papers: last.papers,
						entries: last.entries,
						groups: grouped(concerning(last, slug)),
						isCut: last.count > last.problems.length,
						isLate: isCheckLate(last.at, now)
					},
		history: checks.map(line),
		head: end === null ? null : { words: headWords(end.head), sequence: end.sequence, at: end.at },
		requested: requested === null ? null : { at: requested.at, by: by(requested.name) }
	});
}

/** By what has to be done about them, in the order in which they were found. */
function grouped(problems: readonly FoundProblem[]): CheckResult['groups'] {
	const groups = Map.groupBy(problems, ({ kind }) => ADVICE[kind ?? 'record']);
	return [...groups].map(([advice, found]) => ({
		advice,
		problems: found.map((problem) => ({
			where: problem.board === null ? 'The whole installation' : null,
			words: problemSentence(problem)
		}))
	}));
}

/** Somebody of another board is not named to this one. */
async function namer(store: Store, board: Board): Promise<(name: string) => string> {
	const own = new Set((await membershipsOf(store, board.id)).map(({ name }) => name));
	return (name) => {
		if (name === SERVER_NAME) return 'Minutebook itself';
		if (name === 'Console') return 'somebody at the command line of the server';
		return own.has(name) ? name : 'a chair of another board';
	};
}
