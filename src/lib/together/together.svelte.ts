import { reuseEqual } from '#core/kernel/reuse-equal.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { goTo, type Texts } from './go-to.ts';
import { Hearing } from './hearing.svelte.ts';
import { othersIn, type Other } from './places.ts';
import { Round } from './round.ts';
import { itemInWords } from './words.ts';

/** Carets move with every key of 45 people; where they are is read at most so often. */
const LOOK_EVERY_MS = 300;

/** What of the page it needs. */
export interface Surroundings extends Texts {
	readonly session: MeetingSession;
	active(): string;
	announce(words: string): void;
}

/** The others on the page: who is where, how one gets there, what is heard of them, and their changes paused. */
export class Together {
	/** Everybody else who is here, by name. */
	others = $state.raw<readonly Other[]>([]);
	readonly hearing: Hearing;
	readonly #page: Surroundings;
	readonly #round = new Round(() => performance.now());
	readonly #moved = new Map<number, number>();
	#moves = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(page: Surroundings) {
		this.#page = page;
		this.hearing = new Hearing(page.session, () => page.active());
		const { awareness, doc } = page.session;
		awareness.on('change', this.#carets);
		// A caret may stand in words that come only now.
		doc.on('update', this.look);
	}

	/** [Z1] The names of the others whose caret is in an item. While paused nothing moves, these neither. */
	namesIn(item: string): readonly string[] {
		if (this.#page.session.pause.on) return [];
		return this.others.filter(({ place }) => place?.item === item).map(({ name }) => name);
	}

	/** "item 3, Harbour patrols", or that they are in none. */
	whereabouts({ place }: Other): string {
		return place ? itemInWords(this.#page.session.draft, place.item) : 'in no item';
	}

	/** [Z3] To where that person writes. @returns whether one is there now; where not, it is said why */
	goTo(person: string): boolean {
		const other = this.others.find((one) => one.person === person);
		const there = other?.place ? goTo(this.#page, other.place) : false;
		if (!other) this.#page.announce('They have left the minutes.');
		else if (!other.place) this.#page.announce(`${other.name} is in no item at the moment.`);
		else if (there)
			this.#page.announce(`You are where ${other.name} is writing, ${this.whereabouts(other)}.`);
		else this.#page.announce(`${other.name} is in an item that is not on your page yet.`);
		return there;
	}

	/** [Z3] To where whoever moved last writes; again: to the next. */
	goToWriter(): void {
		this.#look();
		const next = this.#round.next(this.others);
		if (next) this.goTo(next.person);
		else this.#page.announce('Nobody else is in an item at the moment.');
	}

	/** [Z4] Stops the changes of others, or shows what waits. */
	togglePause(): void {
		const { pause, loaded } = this.#page.session;
		if (pause.on) {
			pause.end();
			this.#page.announce('Others’ changes are shown again.');
		} else if (loaded) {
			pause.begin();
			this.#page.announce('Others’ changes are paused. What you write is saved and sent.');
		}
	}

	/** Soon: who is where. */
	readonly look = (): void => {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			this.#look();
		}, LOOK_EVERY_MS);
	};

	destroy(): void {
		clearTimeout(this.#timer);
		this.#page.session.awareness.off('change', this.#carets);
		this.#page.session.doc.off('update', this.look);
		this.hearing.destroy();
	}

	readonly #carets = ({ added, updated }: Record<'added' | 'updated', readonly number[]>): void => {
		for (const client of [...added, ...updated])
			if (this.#headOf(client)) this.#moved.set(client, ++this.#moves);
		this.look();
	};

	#headOf(client: number): unknown {
		const state = this.#page.session.awareness.getStates().get(client) as
			{ cursor?: { head?: unknown } | null } | undefined;
		return state?.cursor?.head;
	}

	#look(): void {
		const { awareness, doc, pause, names, me } = this.#page.session;
		const carets = [...awareness.getStates().keys()].map((client) => ({
			client,
			head: this.#headOf(client),
			moved: this.#moved.get(client) ?? 0
		}));
		// While paused the carets of the others speak of words that are kept aside.
		this.others = reuseEqual(this.others, othersIn(pause.everybodys ?? doc, carets, names, me));
		this.hearing.people(new Map(this.others.map(({ person, name }) => [person, name])));
	}
}
