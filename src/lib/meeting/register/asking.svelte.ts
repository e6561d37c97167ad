import { candidates } from '#core/reading/read-owners.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { isOpen, knownOwners } from '#lib/editor/recognise/questions.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import type { AskedOwner, Asking } from '#lib/editor/host.ts';

export class OwnerAsking implements Asking {
	about = $state.raw<AskedOwner | null>(null);
	readonly #session: MeetingSession;
	readonly #roster: () => readonly RosterEntry[];
	readonly #announce: (words: string) => void;

	constructor(
		session: MeetingSession,
		roster: () => readonly RosterEntry[],
		announce: (words: string) => void
	) {
		this.#session = session;
		this.#roster = roster;
		this.#announce = announce;
	}

	ask = (action: string, owner: string, entered: boolean): void => {
		this.about = { action, owner, entered };
	};

	close = (): void => {
		this.about = null;
	};

	typed = (action: string): void => {
		const open = knownOwners(this.#session, this.#roster(), action).filter(isOpen);
		const unclear = open.find(({ resolved }) => resolved.kind === 'ambiguous');
		if (unclear) this.ask(action, unclear.key, false);
		for (const { written } of open.slice(0, 1)) {
			const names = candidates(written, this.#roster()).map(({ name }) => name);
			this.#announce(
				names.length > 0
					? `${written} may be ${names.join(' or ')}. Alt and Enter to choose, or go on typing.`
					: `${written} is not on the roster. Alt and Enter to choose or add somebody, or go on typing.`
			);
		}
	};
}
