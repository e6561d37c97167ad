/**
 * [U13] Takes the contents that wait to the virus scanner, one at a time, until it has answered about each. The pages attach papers in
 * their own half of the process; the database is where the two meet, so the checker looks there.
 */
import type { Instant } from '#core/kernel/time.ts';
import type { Database } from '#server/store/database/database.ts';
import {
	claimCheck,
	isAnyCheckDue,
	postponeCheck,
	settleChecks,
	type Checked,
	type DueCheck
} from '#server/store/agenda/paper-checks.ts';
import { isPaperFileThere, paperFileOf } from '#server/store/agenda/paper-files.ts';
import type { Scanner } from './clamd.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** How long after the first, second … look without an answer the next is taken; then every ten minutes, without end. */
const WAITS = [5 * SECOND, 30 * SECOND, 2 * MINUTE] as const;
const LAST_WAIT = 10 * MINUTE;
/** Longer than any look lasts; a process that died leaves its paper to be looked at after this. */
const CLAIM_MS = 5 * MINUTE;
const POLL_MS = 500;
const STOP_MS = 3 * SECOND;

export interface Checker {
	stop(): Promise<void>;
}

export interface CheckerOptions {
	readonly db: Database;
	readonly dataDir: string;
	/** null: there is none. What waited for one is not checked, and says so. */
	readonly scanner: Scanner | null;
	/** What follows from its answer (usecases/agenda/settle-check.ts). */
	readonly settle: (sha256: string, checked: Checked) => Promise<void>;
	readonly now: () => Instant;
	/** Told that the scanner does not answer, and what it found; never what a paper is called. */
	readonly log: (message: string, detail?: object) => void;
	readonly pollMs?: number;
}

export async function startChecker(options: CheckerOptions): Promise<Checker> {
	const { db, dataDir, scanner, now, log } = options;
	await settleChecks(db, scanner !== null, now());
	if (scanner === null) return { stop: async () => undefined };
	let stopped = false;
	let wakeUp = (): void => undefined;

	/** @returns false: nothing was due */
	async function checkOne(asked: Scanner): Promise<boolean> {
		if (!(await isAnyCheckDue(db, now()))) return false;
		const due = await claimCheck(db, now(), now() + CLAIM_MS);
		if (due === null) return false;
		await check(asked, due);
		return true;
	}

	async function check(asked: Scanner, { sha256, tries }: DueCheck): Promise<void> {
		if (!isPaperFileThere(dataDir, sha256)) {
			// Missing, and nobody opens what is missing; or withdrawn meanwhile. `verify` says which.
			await postponeCheck(db, sha256, now() + LAST_WAIT);
			return;
		}
		const said = await asked.scan(paperFileOf(dataDir, sha256));
		if (said.verdict === 'unanswered') {
			await postponeCheck(db, sha256, now() + (WAITS[tries] ?? LAST_WAIT));
			log('The virus scanner did not answer; papers wait to be checked.', {
				why: said.why,
				tries: tries + 1
			});
			return;
		}
		const checked: Checked =
			said.verdict === 'found' ? { state: 'refused', found: said.name } : { state: 'checked', found: '' };
		if (checked.state === 'refused')
			log('The virus scanner found something in a paper.', { found: checked.found, sha256 });
		await options.settle(sha256, checked);
	}

	const running = (async () => {
		while (!stopped) {
			const worked = await checkOne(scanner).catch((error: unknown) => {
				log('A paper could not be checked; trying again.', { error: String(error) });
				return false;
			});
			if (!worked && !stopped)
				await new Promise<void>((resolve) => {
					const timer = setTimeout(resolve, options.pollMs ?? POLL_MS);
					wakeUp = () => {
						clearTimeout(timer);
						resolve();
					};
				});
		}
	})();

	return {
		async stop() {
			stopped = true;
			wakeUp();
			let late: NodeJS.Timeout | undefined;
			await Promise.race([running, new Promise((resolve) => (late = setTimeout(resolve, STOP_MS)))]);
			clearTimeout(late);
		}
	};
}
