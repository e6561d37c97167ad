import type * as Y from 'yjs';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { Announcer, LEVELS, type Level } from './announcer.ts';
import { editsOf } from './edits.ts';
import { itemInWords } from './words.ts';

const STORED = 'others-said-aloud';

/** [Z5] Says to screen readers what the others do: the clock, the wires and the memory of an {@link Announcer}. */
export class Hearing {
	/** What the live region says. */
	said = $state('');
	#level = $state<Level>(storedLevel());
	readonly #session: MeetingSession;
	readonly #mine: () => string;
	readonly #announcer: Announcer;
	/** Everybody who has been here: what somebody wrote may arrive after they have gone. */
	readonly #known = new Map<number, { readonly person: string; readonly name: string }>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** @param mine the item one's caret is in; '' for none */
	constructor(session: MeetingSession, mine: () => string) {
		this.#session = session;
		this.#mine = mine;
		this.#announcer = new Announcer(this.#level, () => performance.now());
		session.doc.on('afterTransaction', this.#heard);
		session.provider.on('status', this.#status);
	}

	get level(): Level {
		return this.#level;
	}

	set level(level: Level) {
		this.#level = level;
		this.#announcer.choose(level);
		try {
			localStorage.setItem(STORED, level);
		} catch {
			// Without storage the choice lasts as long as the page.
		}
	}

	/** @param here person → name, oneself left out */
	people(here: ReadonlyMap<string, string>): void {
		for (const [client, word] of this.#session.names) this.#known.set(client, word);
		// While the line is cut nobody is to be seen, and nobody has left.
		if (this.#session.provider.wsconnected) this.#announcer.people(here);
		this.#arm();
	}

	typed(): void {
		this.#announcer.typed();
	}

	destroy(): void {
		clearTimeout(this.#timer);
		this.#session.doc.off('afterTransaction', this.#heard);
		this.#session.provider.off('status', this.#status);
	}

	readonly #status = ({ status }: { status: string }): void => {
		if (status === 'connected') this.#announcer.connected();
	};

	readonly #heard = (transaction: Y.Transaction): void => {
		if (transaction.local || !this.#session.loaded || this.#level === 'off' || this.#level === 'people')
			return;
		for (const { client, item } of editsOf(transaction)) {
			const word = client === null ? undefined : (this.#session.names.get(client) ?? this.#known.get(client));
			if (word?.person === this.#session.me) continue;
			this.#announcer.changed({ item, name: word?.name ?? null }, this.#mine());
		}
		this.#arm();
	};

	#arm(): void {
		const { due } = this.#announcer;
		if (due !== null) this.#timer ??= setTimeout(() => this.#say(), due);
	}

	#say(): void {
		this.#timer = undefined;
		const words = this.#announcer.take((item) => itemInWords(this.#session.draft, item));
		// Said twice running it would not be another text, and a screen reader would keep silent.
		if (words !== null) this.said = words === this.said ? `${words}\u00a0` : words;
		this.#arm();
	}
}

function storedLevel(): Level {
	try {
		const stored = localStorage.getItem(STORED);
		return LEVELS.find((level) => level === stored) ?? 'mine';
	} catch {
		return 'mine';
	}
}
