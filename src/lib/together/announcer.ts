import { namesInWords } from './words.ts';

/** How much of what others do is said aloud; each level says what the one before it says, too. */
export const LEVELS = ['off', 'people', 'mine', 'all'] as const;
export type Level = (typeof LEVELS)[number];

/** [Z5] Never more often than this, … */
const EVERY_MS = 5000;
/** … and not into the typing of the person who listens. */
const QUIET_MS = 2000;
/** What comes at one moment is said together. */
const GATHER_MS = 500;
/** On opening, and on coming back after a cut line, everybody who is here comes in: that is no news. */
const SETTLE_MS = 3000;
/** The same sentence again so soon is no news either. */
const STALE_MS = 30_000;
/** More would be listened to by nobody. */
const MOST_ITEMS = 3;

export interface Change {
	readonly item: string;
	/** null: nobody can be named. */
	readonly name: string | null;
}

/**
 * Gathers what others do and says it in batches, as one text. Pure: it is told what happens and asked for the words; when
 * to ask again it says itself.
 */
export class Announcer {
	#level: Level;
	readonly #now: () => number;
	/** Who is here: at this moment, and as last said. */
	#here: ReadonlyMap<string, string> = new Map();
	#told: ReadonlyMap<string, string> = new Map();
	#settled: number;
	/** Until then the text arrives that stood there before one came. */
	#deafUntil: number;
	#connectedBefore = false;
	/** Names by item, in the order in which they came. */
	readonly #changes = new Map<string, Set<string>>();
	#first: number | null = null;
	#spoke = -Infinity;
	#typed = -Infinity;
	readonly #lately = new Map<string, number>();

	constructor(level: Level, now: () => number) {
		this.#level = level;
		this.#now = now;
		this.#settled = this.#deafUntil = now() + SETTLE_MS;
	}

	/** The line is up: who is here is seen anew, and the first time the text as well. */
	connected(): void {
		this.#settled = this.#now() + SETTLE_MS;
		if (!this.#connectedBefore) this.#deafUntil = this.#settled;
		this.#connectedBefore = true;
	}

	/** @param here person → name, oneself left out */
	people(here: ReadonlyMap<string, string>): void {
		const now = this.#now();
		this.#here = here;
		if (now < this.#settled || this.#level === 'off') this.#told = here;
		else if (this.#news().length > 0) this.#first ??= now;
	}

	/** @param mine the item one's own caret is in; '' for none */
	changed({ item, name }: Change, mine: string): void {
		if (this.#now() < this.#deafUntil) return;
		if (this.#level !== 'all' && (this.#level !== 'mine' || item !== mine)) return;
		const names = this.#changes.get(item) ?? new Set();
		if (name !== null) names.add(name);
		this.#changes.set(item, names);
		this.#first ??= this.#now();
	}

	typed(): void {
		this.#typed = this.#now();
	}

	/** Another level: what was gathered for the old one is forgotten. */
	choose(level: Level): void {
		this.#level = level;
		this.#changes.clear();
		this.#told = this.#here;
		this.#first = null;
	}

	/** In how many milliseconds {@link take} may have words; null: nothing waits. */
	get due(): number | null {
		if (this.#first === null) return null;
		const at = Math.max(this.#first + GATHER_MS, this.#spoke + EVERY_MS, this.#typed + QUIET_MS);
		return Math.max(at - this.#now(), 0);
	}

	/** @returns null: nothing is to be said now */
	take(itemInWords: (item: string) => string): string | null {
		if (this.due !== 0) return null;
		const now = this.#now();
		const sentences = [...this.#news(), ...this.#edits(itemInWords)].filter(
			(sentence) => now - (this.#lately.get(sentence) ?? -Infinity) >= STALE_MS
		);
		this.#told = this.#here;
		this.#changes.clear();
		this.#first = null;
		if (sentences.length === 0) return null;
		this.#spoke = now;
		for (const [sentence, at] of this.#lately) if (now - at >= STALE_MS) this.#lately.delete(sentence);
		for (const sentence of sentences) this.#lately.set(sentence, now);
		return sentences.join(' ');
	}

	/** Who came and who went since it was last said. Who went and is back never left. */
	#news(): string[] {
		const missing = (from: ReadonlyMap<string, string>, among: ReadonlyMap<string, string>) =>
			[...from].filter(([person]) => !among.has(person)).map(([, name]) => name);
		const came = missing(this.#here, this.#told);
		const left = missing(this.#told, this.#here);
		return [
			...(came.length > 0 ? [`${namesInWords(came)} came in.`] : []),
			...(left.length > 0 ? [`${namesInWords(left)} left.`] : [])
		];
	}

	#edits(itemInWords: (item: string) => string): string[] {
		const items = [...this.#changes];
		const said = items.slice(0, MOST_ITEMS).map(([item, names]) => {
			const words = itemInWords(item);
			if (names.size === 0) return `Changed: ${words}.`;
			return `${names.size > 2 ? `${names.size} others` : namesInWords([...names])} changed ${words}.`;
		});
		const more = items.length - said.length;
		if (more === 1) said.push('1 more item was changed.');
		else if (more > 1) said.push(`${more} more items were changed.`);
		return said;
	}
}
