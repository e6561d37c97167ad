/**
 * Whose hand brought which part of a document: for each Yjs client, runs of clocks and who sent the frame they first came in.
 * What a client says of itself counts for nothing here.
 */
import * as Y from 'yjs';
import type { Instant } from '#core/kernel/time.ts';
import { firstBehind } from '#document/concurrent/clocks.ts';

export interface AuthorRun {
	/** null: the server, which makes the first content of a meeting. */
	readonly person: string | null;
	/** null: before the history that is kept. */
	readonly at: Instant | null;
}

interface Run {
	readonly from: number;
	/** One past the last clock. */
	to: number;
	readonly hand: AuthorRun;
}

export const MINUTE = 60_000;

export const UNKNOWN: AuthorRun = { person: null, at: null };

/** Told apart on the page: by person and minute. */
export const isSameAuthor = (a: AuthorRun, b: AuthorRun): boolean =>
	a.person === b.person && minuteOf(a.at) === minuteOf(b.at);
const minuteOf = (at: Instant | null): number | null => (at === null ? null : Math.floor(at / MINUTE));

export class AuthorRuns {
	readonly #runs = new Map<number, Run[]>();

	/** Everything an update brings that nobody brought before. */
	claimUpdate(update: Uint8Array, hand: AuthorRun): void {
		const { from, to } = Y.parseUpdateMeta(update);
		for (const [client, begin] of from) this.claim(client, begin, to.get(client) ?? begin, hand);
	}

	/** Whoever was first stays: a frame may repeat what others wrote. */
	claim(client: number, from: number, to: number, hand: AuthorRun): void {
		if (to <= from) return;
		const runs = this.#runs.get(client);
		if (!runs) {
			this.#runs.set(client, [{ from, to, hand }]);
			return;
		}
		const last = runs[runs.length - 1];
		if (last && last.to === from && isSameAuthor(last.hand, hand)) last.to = to;
		else if (!last || from >= last.to) runs.push({ from, to, hand });
		else this.#fill(client, runs, from, to, hand);
	}

	/** Takes only what lies between the runs that stand. */
	#fill(client: number, runs: readonly Run[], from: number, to: number, hand: AuthorRun): void {
		const filled: Run[] = [];
		let at = from;
		for (const run of runs) {
			if (run.from > at && at < to) filled.push({ from: at, to: Math.min(run.from, to), hand });
			filled.push(run);
			at = Math.max(at, run.to);
		}
		if (at < to) filled.push({ from: at, to, hand });
		this.#runs.set(client, filled);
	}

	of({ client, clock }: Y.ID): AuthorRun | null {
		return this.stretches(client, clock, clock + 1)[0]?.hand ?? null;
	}

	/** Cuts clocks of one client into stretches of one hand each; null: nobody brought them. */
	stretches(
		client: number,
		from: number,
		to: number
	): { readonly to: number; readonly hand: AuthorRun | null }[] {
		const runs = this.#runs.get(client) ?? [];
		const found: { to: number; hand: AuthorRun | null }[] = [];
		for (let at = from, index = firstBehind(runs, from); at < to;) {
			const run = runs[index];
			const here = run !== undefined && run.from <= at;
			const end = Math.min(run === undefined ? to : here ? run.to : run.from, to);
			found.push({ to: end, hand: here ? run.hand : null });
			at = end;
			if (here) index++;
		}
		return found;
	}
}
