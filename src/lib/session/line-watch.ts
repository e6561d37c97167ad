/** Milliseconds without an answer while something is unsaved. A sync of the disk takes some ten. */
const STALLED_MS = 4000;
/** Milliseconds without a socket. */
const LOOK_MS = 3000;

type Timer = ReturnType<typeof setTimeout>;

/** What can be known of a line that gives nothing: it stalls, or the network forbids WebSockets and nothing else. */
export class LineWatch {
	/** [O5] The socket is open, and what was sent is not answered. */
	isStalled = false;
	/** [O4] The server answers over HTTP, and there is no socket. */
	isForbidden = false;
	readonly #isConnected: () => boolean;
	readonly #moved: () => void;
	readonly #ask: () => Promise<boolean>;
	#stall: Timer | undefined;
	#look: Timer | undefined;
	#ended = false;

	/** @param ask whether the server answers over HTTP, to somebody who is signed in */
	constructor(isConnected: () => boolean, moved: () => void, ask: () => Promise<boolean> = answers) {
		this.#isConnected = isConnected;
		this.#moved = moved;
		this.#ask = ask;
	}

	/** The socket came or went, or was never there. */
	turned(): void {
		if (this.#isConnected()) {
			clearTimeout(this.#look);
			this.#look = undefined;
			this.isForbidden = false;
		} else if (!this.#ended) this.#look ??= setTimeout(() => void this.#lookAgain(), LOOK_MS);
	}

	async #lookAgain(): Promise<void> {
		const isThere = await this.#ask();
		this.#look = undefined;
		if (this.#ended || this.#isConnected()) return;
		this.isForbidden = isThere;
		this.#moved();
		this.turned();
	}

	/** Something is not saved. */
	waits(): void {
		this.#stall ??= setTimeout(() => {
			this.isStalled = true;
			this.#moved();
		}, STALLED_MS);
	}

	/** From now on the server has so long again. */
	answered(): void {
		clearTimeout(this.#stall);
		this.#stall = undefined;
		this.isStalled = false;
	}

	end(): void {
		this.#ended = true;
		this.answered();
		clearTimeout(this.#look);
	}
}

const answers = (): Promise<boolean> =>
	fetch('/stay', { redirect: 'manual' }).then(
		({ status }) => status === 204,
		() => false
	);
