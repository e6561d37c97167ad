/** What the relay counts, in the text format of Prometheus. No names of people or meetings: whoever reads it needs no right. */
import type { OpenLog } from '#server/store/log/updates.ts';

/** Upper ends of the buckets, in seconds. */
const BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

class Histogram {
	readonly #counts: number[] = BUCKETS.map(() => 0);
	#sum = 0;
	#count = 0;

	observe(seconds: number): void {
		const at = BUCKETS.findIndex((end) => seconds <= end);
		if (at >= 0) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
		this.#sum += seconds;
		this.#count++;
	}

	lines(name: string): string[] {
		let below = 0;
		return [
			...BUCKETS.map((end, at) => `${name}_bucket{le="${end}"} ${(below += this.#counts[at] ?? 0)}`),
			`${name}_bucket{le="+Inf"} ${this.#count}`,
			`${name}_sum ${this.#sum}`,
			`${name}_count ${this.#count}`
		];
	}
}

/** Held by whoever counts often: finding one by its name costs more than counting. */
export class Counter {
	value = 0;

	add(by = 1): void {
		this.value += by;
	}
}

/** How far the disk is behind what was read from the sockets. Milliseconds; 0: not at all. */
export interface Lag {
	/** Since somebody else has held the file, or the disk has been full, and frames wait or are refused. */
	readonly log: number;
	/** Since the oldest commit that is not synced. */
	readonly sync: number;
}

export class Metrics {
	readonly #clock: () => number;
	readonly #counters = new Map<string, Counter>();
	readonly #histograms = new Map<string, Histogram>();
	#refusedSince: number | null = null;
	#commits = 0;
	#syncedCommits = 0;
	/** When the first commit was made that no sync has covered. */
	#unsyncedSince: number | null = null;

	/** @param clock milliseconds that never go back */
	constructor(clock: () => number) {
		this.#clock = clock;
	}

	/** @param name with its labels, as it will be printed */
	counter(name: string): Counter {
		let counter = this.#counters.get(name);
		if (!counter) this.#counters.set(name, (counter = new Counter()));
		return counter;
	}

	count(name: string, by = 1): void {
		this.counter(name).add(by);
	}

	observe(name: string, seconds: number): void {
		this.#histogram(name).observe(seconds);
	}

	#histogram(name: string): Histogram {
		let histogram = this.#histograms.get(name);
		if (!histogram) this.#histograms.set(name, (histogram = new Histogram()));
		return histogram;
	}

	/** A log that is watched on its way. */
	watched(open: OpenLog): OpenLog {
		return (dataDir) => {
			const log = open(dataDir);
			const took = this.#histogram('relay_commit_seconds');
			const commits = {
				appended: this.counter('relay_commits_total{result="appended"}'),
				busy: this.counter('relay_commits_total{result="busy"}'),
				full: this.counter('relay_commits_total{result="full"}')
			};
			const frames = this.counter('relay_logged_frames_total');
			const bytes = this.counter('relay_logged_bytes_total');
			return {
				...log,
				append: (batch) => {
					const begun = this.#clock();
					const appended = log.append(batch);
					took.observe((this.#clock() - begun) / 1000);
					commits[appended.kind].add();
					if (appended.kind === 'appended') {
						this.#refusedSince = null;
						this.#commits++;
						this.#unsyncedSince ??= begun;
						frames.add(batch.length);
						for (const { frame } of batch) bytes.add(frame.length);
					} else this.#refusedSince ??= begun;
					return appended;
				},
				synced: async () => {
					const begun = this.#clock();
					const covers = this.#commits;
					await log.synced();
					this.observe('relay_sync_seconds', (this.#clock() - begun) / 1000);
					this.#syncedCommits = Math.max(this.#syncedCommits, covers);
					this.#unsyncedSince = this.#syncedCommits >= this.#commits ? null : begun;
				}
			};
		};
	}

	get lag(): Lag {
		const since = (then: number | null): number => (then === null ? 0 : Math.round(this.#clock() - then));
		return { log: since(this.#refusedSince), sync: since(this.#unsyncedSince) };
	}

	/** @param gauges what stands now, by name */
	render(gauges: Readonly<Record<string, number>>): string {
		const lines: string[] = [];
		const typed = new Set<string>();
		const add = (name: string, type: string, rows: readonly string[]): void => {
			const family = name.replace(/\{.*/, '');
			if (!typed.has(family)) lines.push(`# TYPE ${family} ${type}`);
			typed.add(family);
			lines.push(...rows);
		};
		for (const [name, { value }] of [...this.#counters].sort(([a], [b]) => (a < b ? -1 : 1)))
			add(name, 'counter', [`${name} ${value}`]);
		for (const [name, histogram] of this.#histograms) add(name, 'histogram', histogram.lines(name));
		for (const [name, value] of Object.entries(gauges)) add(name, 'gauge', [`${name} ${value}`]);
		return `${lines.join('\n')}\n`;
	}
}
