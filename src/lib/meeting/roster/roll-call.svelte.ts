import { deserialize } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import type { AttendanceId } from '#core/kernel/ids.ts';
import { londonTime } from '#core/kernel/time.ts';
import { ATTENDANCE_WORDS, type Attendance, type RosterEntry } from '#core/boards/people.ts';

interface Mark {
	readonly entry: AttendanceId;
	readonly attendance: Attendance;
	readonly was: Attendance;
}

/** An answer of the server: what went wrong in words, or nothing. */
type Answer =
	| { readonly kind: 'done'; readonly data: Readonly<Record<string, unknown>> }
	| { readonly kind: 'refused'; readonly message: string }
	| { readonly kind: 'unreachable' };

const AGAIN_MS = 2000;

/**
 * The roster as it is kept on this page. A mark shows at once and goes to the server behind the back of whoever calls the
 * next name; marks made meanwhile go together. Each says what it was made upon, so the server refuses what would undo
 * somebody else's. Without a line to the server they wait here and go when there is one.
 */
export class RollCall {
	readonly #roster: () => readonly RosterEntry[];
	#sent = $state.raw<readonly Mark[]>([]);
	#waiting = $state.raw<readonly Mark[]>([]);
	/**
	 * On the server, and perhaps not in the roster of this page yet: one load of a page overtakes another, and whoever waited
	 * for the first is told that it is over. So they show until the roster is another one.
	 */
	#kept = $state.raw<{ readonly upon: readonly RosterEntry[]; readonly marks: readonly Mark[] } | null>(null);
	#done: Mark[] = [];
	/** Changes that wait for a line. */
	#held = $state.raw<readonly Readonly<Record<string, string>>[]>([]);
	/** Over when everything that can be sent is sent. */
	#under: Promise<void> = Promise.resolve();
	#timer: ReturnType<typeof setTimeout> | undefined;
	problem = $state<string | null>(null);
	/** What was done last, to be read out. */
	said = $state('');
	/** With the marks that are under way. */
	readonly roster = $derived.by(() => {
		const roster = this.#roster();
		const kept = this.#kept?.upon === roster ? this.#kept.marks : [];
		const marks = new Map(
			[...kept, ...this.#sent, ...this.#waiting].map(({ entry, attendance }) => [entry, attendance])
		);
		return marks.size === 0
			? roster
			: roster.map((entry) => ({ ...entry, attendance: marks.get(entry.id) ?? entry.attendance }));
	});
	readonly unsaved = $derived(this.#sent.length + this.#waiting.length + this.#held.length);

	constructor(roster: () => readonly RosterEntry[]) {
		this.#roster = roster;
	}

	mark(entry: RosterEntry, attendance: Attendance): void {
		const shown = this.roster.find(({ id }) => id === entry.id);
		if (!shown) return;
		this.said = `${shown.name}: ${ATTENDANCE_WORDS[attendance].toLowerCase()}.`;
		if (shown.attendance === attendance) return;
		const mark = { entry: entry.id, attendance, was: shown.attendance };
		this.#done.push(mark);
		this.#enqueue(mark);
	}

	/** Whoever is not marked on this page is present; of whom somebody else marks meanwhile, that stands. */
	markRest(): void {
		const rest = this.roster.filter(({ attendance }) => attendance === 'expected');
		for (const entry of rest) this.mark(entry, 'present');
		this.said = `${rest.length} more are marked present.`;
	}

	/** Takes back the last mark made on this page, unless somebody else has marked over it. */
	takeBack(): void {
		const last = this.#done.pop();
		const shown = last && this.roster.find(({ id }) => id === last.entry);
		if (!last || !shown) {
			this.said = 'There is no mark of yours to take back.';
			return;
		}
		this.said = `Taken back. ${shown.name}: ${ATTENDANCE_WORDS[last.was].toLowerCase()}.`;
		this.#enqueue({ entry: last.entry, attendance: last.was, was: last.attendance });
	}

	/**
	 * One change that is more than a mark: somebody came or went, stands in, is a guest. Without a line to the server it waits
	 * behind the marks.
	 * @returns whether it was done, or will be; if not, `problem` says why
	 */
	async change(fields: Readonly<Record<string, string>>, said = ''): Promise<boolean> {
		// Marks and changes made before it come before it.
		await this.#under;
		const mustWait = this.#waiting.length + this.#held.length > 0;
		const answer: Answer = mustWait ? { kind: 'unreachable' } : await post('?/roster', fields);
		if (answer.kind === 'unreachable') {
			this.#held = [...this.#held, atItsTime(fields)];
			this.said = said;
			this.#waitForLine();
			return true;
		}
		this.problem = answer.kind === 'refused' ? answer.message : null;
		await invalidateAll();
		if (answer.kind === 'done') this.said = said;
		return answer.kind === 'done';
	}

	/** What cannot be sent now is tried again, in the order in which it was made. */
	#waitForLine(): void {
		const waits = this.unsaved === 1 ? 'One mark waits' : `${this.unsaved} marks wait`;
		this.problem = `The server cannot be reached. ${waits} on this page and will be sent; go on calling.`;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => (this.#under = this.#flush()), AGAIN_MS);
	}

	/** @returns what was refused of the changes that waited, in words; null: the line is gone again */
	async #sendHeld(): Promise<readonly string[] | null> {
		const refused: string[] = [];
		for (let change = this.#held[0]; change; change = this.#held[0]) {
			const answer = await post('?/roster', change);
			if (answer.kind === 'unreachable') return null;
			if (answer.kind === 'refused') refused.push(answer.message);
			this.#held = this.#held.slice(1);
		}
		return refused;
	}

	#enqueue(mark: Mark): void {
		this.#waiting = [...this.#waiting, mark];
		if (this.#sent.length === 0) this.#under = this.#flush();
	}

	async #flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#sent = this.#waiting;
		this.#waiting = [];
		const answer: Answer =
			this.#sent.length === 0
				? { kind: 'done', data: {} }
				: await post('?/marks', { marks: JSON.stringify(this.#sent) });
		if (answer.kind === 'unreachable') {
			this.#waiting = [...this.#sent, ...this.#waiting];
			this.#sent = [];
			return this.#waitForLine();
		}
		const refused = answer.kind === 'done' ? refusedOf(answer.data['refused']) : [];
		// Nor is what was refused taken back later.
		const fallen = new Set(refused.map(({ entry }) => entry));
		this.#done = this.#done.filter(({ entry }) => !fallen.has(entry));
		const changes = await this.#sendHeld();
		const problems = [
			...(answer.kind === 'refused' ? [answer.message] : refused.map(({ message }) => message)),
			...(changes ?? [])
		];
		this.problem = problems.length > 0 ? problems.join(' ') : null;
		const upon = this.#roster();
		await invalidateAll();
		const before = this.#kept?.upon === upon ? this.#kept.marks : [];
		const kept = answer.kind === 'done' ? this.#sent.filter(({ entry }) => !fallen.has(entry)) : [];
		this.#kept = { upon, marks: [...before, ...kept] };
		this.#sent = [];
		if (changes === null) return this.#waitForLine();
		if (this.#waiting.length > 0) await this.#flush();
	}
}

/** Somebody who came while there was no line came then, and not when it is sent. */
const atItsTime = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
	fields['kind'] === 'moved' && fields['at'] === '' ? { ...fields, at: londonTime(Date.now()) } : fields;

const refusedOf = (data: unknown): readonly { readonly entry: string; readonly message: string }[] =>
	Array.isArray(data) ? (data as { entry: string; message: string }[]) : [];

async function post(action: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields)) body.set(name, value);
	try {
		const response = await fetch(action, {
			method: 'POST',
			body,
			headers: { 'x-sveltekit-action': 'true' }
		});
		const result = deserialize(await response.text());
		if (result.type === 'success') return { kind: 'done', data: result.data ?? {} };
		const message = result.type === 'failure' ? result.data?.['message'] : null;
		return {
			kind: 'refused',
			message:
				typeof message === 'string'
					? message
					: 'That was not kept. You may be signed out: sign in again in another tab, then go on here.'
		};
	} catch {
		return { kind: 'unreachable' };
	}
}
