/**
 * [L10] The server looks by itself whether everything that vouches for the records holds: each night, soon after a start that slept
 * through one, and when a chair asks. The pages ask in the database, which is where the two meet.
 */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { isCheckDue, SERVER_NAME } from '#core/record/record-check.ts';
import type { Instant } from '#core/kernel/time.ts';
import { lastChecks, requestedCheck } from '#server/store/record/record-checks.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { keepDoneCheck } from '#server/usecases/record/keep-check.ts';
import type { VerifiedApart } from './verify-thread.ts';

const THREAD = path.join(import.meta.dirname, 'verify-thread.ts');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const POLL_MS = SECOND;
/** After a start everybody comes back, which costs enough. What a chair asks for is done at once. */
const SOON_MS = MINUTE;
/** When it could not be done. */
const AGAIN_MS = 10 * MINUTE;
/** MiB of its heap. It holds every head there is: a million entries take some 300. */
const HEAP = 1024;
const STOP_MS = 3 * SECOND;

export interface RecordChecks {
	/** One that is under way is broken off; nothing of it is kept, and the next start does it anew. */
	stop(): Promise<void>;
}

export interface RecordChecksOptions {
	readonly deps: Deps;
	readonly dataDir: string;
	/** Told that a check could not be done, and how much one found; never what. */
	readonly log: (message: string, detail?: object) => void;
	/** For tests: another rhythm. */
	readonly pollMs?: number;
	readonly soonMs?: number;
}

export function startRecordChecks(options: RecordChecksOptions): RecordChecks {
	const { deps, dataDir, log } = options;
	const { db, now } = deps;
	/** Of the nightly ones; whether one is due is asked once a minute. */
	let notBefore: Instant = now() + (options.soonMs ?? SOON_MS);
	/** Of all: after one that failed. */
	let resting: Instant = 0;
	let thread: Worker | null = null;
	let stopped = false;
	let wakeUp = (): void => undefined;

	/** Who wants one now; null: nobody does. */
	async function wanted(): Promise<string | null> {
		if (now() < resting) return null;
		const requested = await requestedCheck(db);
		if (requested !== null) return requested.name;
		if (now() < notBefore) return null;
		notBefore = now() + MINUTE;
		const [last] = await lastChecks(db, 1);
		return isCheckDue(last?.at ?? null, now()) ? SERVER_NAME : null;
	}

	async function check(name: string): Promise<void> {
		const began = now();
		const found = await verifyApart();
		if (stopped) return;
		await keepDoneCheck(deps, { name, began, found });
		if (found.problems.length > 0)
			log('A check of the records found something; "minutebook verify" lists it.', {
				problems: found.problems.length
			});
	}

	function verifyApart(): Promise<VerifiedApart> {
		return new Promise((resolve, reject) => {
			const begun = new Worker(THREAD, {
				workerData: dataDir,
				resourceLimits: { maxOldGenerationSizeMb: HEAP }
			});
			thread = begun;
			begun.once('message', (found: VerifiedApart) => resolve(found));
			begun.once('error', reject);
			begun.once('exit', () => {
				thread = null;
				reject(new Error('the thread that checks the records ended without an answer'));
			});
		});
	}

	const running = (async () => {
		while (!stopped) {
			try {
				const name = await wanted();
				if (name !== null && !stopped) await check(name);
			} catch (error) {
				resting = now() + AGAIN_MS;
				if (!stopped) log('The records could not be checked; trying again later.', { error: String(error) });
			}
			if (!stopped)
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
			// It only reads, so that nothing is left half done. What SQLite is reading at this moment it reads to its end.
			void thread?.terminate();
			let late: NodeJS.Timeout | undefined;
			await Promise.race([running, new Promise((resolve) => (late = setTimeout(resolve, STOP_MS)))]);
			clearTimeout(late);
		}
	};
}
