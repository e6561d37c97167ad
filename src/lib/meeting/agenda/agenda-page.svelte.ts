import { deserialize } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import { clockWords, elapsed, isLate, isOver, type ItemPlan } from '#core/agenda/agenda.ts';
import { MAX_PAPER_BYTES, MAX_PAPER_WORDS } from '#core/agenda/papers.ts';
import { londonDate, type CalendarDate, type Instant } from '#core/kernel/time.ts';
import { agenda, setItemRemoved } from '#document/agenda/agenda.ts';
import type { ItemMap } from '#document/fields.ts';
import { beginItem, clockOf, planOf, runningItem, setPlan, takeOver } from '#document/agenda/item-plan.ts';
import { freshId } from '#lib/editor/ids.ts';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import type { MeetingAgenda, PaperLine, ProposalLine } from '#server/views/agenda/meeting-agenda.ts';

export interface ShownClock {
	readonly words: string;
	readonly over: boolean;
	readonly runs: boolean;
}

/**
 * The agenda on the meeting page. Purpose, lead, time and clock stand in the shared document and change as one types;
 * papers and proposals are the server's and come with the page's data. What the server did is null, else why it did not.
 */
export class AgendaOnPage {
	readonly meeting: string;
	readonly #session: MeetingSession;
	readonly #view: () => MeetingAgenda;
	readonly #date: () => CalendarDate;
	/** The item whose plan is open to be changed. */
	planning = $state<string | null>(null);
	/** Moves while a clock runs. */
	#now = $state(Date.now());

	constructor(meeting: string, session: MeetingSession, view: () => MeetingAgenda, date: () => CalendarDate) {
		this.meeting = meeting;
		this.#session = session;
		this.#view = view;
		this.#date = date;
	}

	/** The meeting is still to come: its items are there to be planned. */
	get isAhead(): boolean {
		return this.#date() > londonDate(this.#now);
	}

	get view(): MeetingAgenda {
		return this.#view();
	}

	get keeps(): boolean {
		return this.#view().may.keep;
	}

	papersOf = (item: string): readonly PaperLine[] =>
		this.#view().papers.filter((paper) => paper.item === item);

	isLate(id: string, plan: ItemPlan): boolean {
		const { came, papersBy } = this.#view();
		return isLate(came[id] ?? plan.added, papersBy);
	}

	plan(item: string, change: Partial<ItemPlan>): void {
		this.#session.change(() => setPlan(this.#session.doc, item, change));
	}

	/** Begins an item, or goes on with it; null stops the clock. */
	begin(item: string | null): void {
		this.#now = Date.now();
		beginItem(this.#session.doc, item, this.#now);
	}

	/** The notetaker goes on from an item whose clock runs: the clock goes along. */
	goOn(from: string): void {
		const { doc } = this.#session;
		if (!this.keeps || runningItem(doc)?.id !== from) return;
		const shown = agenda(doc).filter(({ removed }) => !removed);
		const next = shown[shown.findIndex(({ id }) => id === from) + 1];
		if (next) this.begin(next.id);
	}

	running(): string | null {
		void this.#session.draft;
		return runningItem(this.#session.doc)?.id ?? null;
	}

	/** null: the item was never begun. */
	clock(item: ItemMap): ShownClock | null {
		void this.#session.draft;
		const clock = clockOf(item);
		if (clock.since === null && clock.used === 0) return null;
		const ms = elapsed(clock, this.#now);
		const { minutes } = planOf(item);
		return { words: clockWords(minutes, ms), over: isOver(minutes, ms), runs: clock.since !== null };
	}

	/** Lets the clock be seen to run. @returns the way to stop */
	tick(everyMs = 5000): () => void {
		this.#now = Date.now();
		const timer = setInterval(() => (this.#now = Date.now()), everyMs);
		return () => clearInterval(timer);
	}

	/**
	 * The item first, then the word to the server: a proposal is never marked as taken over without being on the agenda.
	 * Where the server says no (it was declined meanwhile) the item goes again.
	 */
	async take(proposal: ProposalLine, now: Instant): Promise<string | null> {
		const { id, title, purpose, minutes, name } = proposal;
		const { doc } = this.#session;
		const stood = agenda(doc).some((entry) => entry.id === id && !entry.removed);
		// Not one's own to take back: others may have written in the item by then.
		doc.transact(() =>
			takeOver(doc, { id, title, purpose, minutes, lead: name }, freshId(), londonDate(now))
		);
		const problem = await this.post('answer', { proposal: id, answer: 'take', word: '' });
		if (problem !== null && !stood) setItemRemoved(doc, id, true);
		return problem;
	}

	decline(proposal: ProposalLine, word: string): Promise<string | null> {
		return this.post('answer', { proposal: proposal.id, answer: 'decline', word });
	}

	async post(action: string, fields: Readonly<Record<string, string>>): Promise<string | null> {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) body.set(name, value);
		return this.#ask(`/meetings/${this.meeting}/agenda?/${action}`, async (address) => {
			const response = await fetch(address, {
				method: 'POST',
				body,
				headers: { 'x-sveltekit-action': 'true', accept: 'application/json' }
			});
			const result = deserialize(await response.text());
			if (result.type === 'failure') return String(result.data?.['message'] ?? REFUSED);
			return result.type === 'success' ? null : REFUSED;
		});
	}

	/** The file as it is: the server looks into it. */
	async attach(item: string, file: File): Promise<string | null> {
		if (file.size > MAX_PAPER_BYTES)
			return `“${file.name}” is larger than ${MAX_PAPER_WORDS}, so it was not sent. Save it smaller, or in parts, and attach it again.`;
		const asked = new URLSearchParams({ item, name: file.name });
		return this.#ask(`/meetings/${this.meeting}/papers?${asked.toString()}`, async (address) => {
			const response = await fetch(address, {
				method: 'POST',
				body: file,
				headers: { 'content-type': 'application/octet-stream' }
			});
			if (response.ok) return null;
			const answer = (await response.json().catch(() => ({}))) as { message?: string };
			return `“${file.name}”: ${answer.message ?? REFUSED}`;
		});
	}

	async #ask(address: string, how: (address: string) => Promise<string | null>): Promise<string | null> {
		try {
			const problem = await how(address);
			await invalidateAll();
			return problem;
		} catch {
			return 'The server could not be reached, so nothing was changed. Try again when the lamp says Saved.';
		}
	}
}

const REFUSED = 'The server refused it, so nothing was changed. Reload the page and try again.';
