import { tick } from 'svelte';
import { unreachable } from '#core/kernel/result.ts';
import { londonTime, type Instant } from '#core/kernel/time.ts';

/** A private note as the server keeps it. */
export interface KeptNote {
	readonly item: string;
	readonly text: string;
	readonly version: string;
	readonly at: Instant;
}

/** What is true about a note at this moment. */
export type NoteState =
	| { readonly kind: 'none' }
	| { readonly kind: 'typed' }
	| { readonly kind: 'saving' }
	| { readonly kind: 'saved'; readonly at: Instant }
	| { readonly kind: 'erased'; readonly was: string }
	| { readonly kind: 'failed'; readonly why: string }
	/** Nothing was overwritten: `theirs` is what another window of the same person has put there; '' if it erased it. */
	| { readonly kind: 'elsewhere'; readonly theirs: string };

export function noteWords(state: NoteState): string {
	switch (state.kind) {
		case 'none':
			return 'It is no part of the minutes.';
		case 'typed':
			return 'Not saved yet';
		case 'saving':
			return 'Saving…';
		case 'saved':
			return `Saved ${londonTime(state.at, true)}`;
		case 'erased':
			return 'Erased from the server.';
		case 'failed':
			return `Not saved: ${state.why}`;
		case 'elsewhere':
			return state.theirs === ''
				? 'Not saved: this note was erased in another window of yours.'
				: 'Not saved: this note was changed in another window of yours.';
		default:
			return unreachable(state);
	}
}

/** While one types, what was typed goes out this often. */
const PAUSE_MS = 800;
const AGAIN_MS = 4000;
const OFFLINE = 'there is no connection. The text stays in this window and is tried again.';
const SIGNED_OUT =
	'you are signed out. Sign in again in another tab; the text stays here and is tried again.';

/** One note beside one item, as this window has it. */
export class PrivateNote {
	readonly item: string;
	text = $state('');
	state = $state.raw<NoteState>({ kind: 'none' });
	/** Shown though it is empty: somebody wants to write. */
	open = $state(false);
	readonly #address: string;
	#version = '';
	/** The text of that version. */
	#kept = '';
	#at: Instant = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#busy = false;

	constructor(item: string, address: string) {
		this.item = item;
		this.#address = address;
	}

	get unsaved(): boolean {
		return ['typed', 'saving', 'failed', 'elsewhere'].includes(this.state.kind);
	}

	/** What the server says it keeps; older news than what is known here is none. */
	heard({ text, version, at }: KeptNote): void {
		if (this.unsaved || at <= this.#at) return;
		this.text = text;
		this.#version = version;
		this.#kept = text;
		this.#at = at;
		this.state = { kind: 'saved', at };
		this.open = true;
	}

	typed(text: string): void {
		this.text = text;
		if (this.state.kind === 'elsewhere') return;
		this.state = { kind: 'typed' };
		this.#timer ??= setTimeout(() => void this.save(), PAUSE_MS);
	}

	/** Shows the note and puts the caret into it. */
	write(): void {
		this.open = true;
		void tick().then(() => document.getElementById(`note-${this.item}`)?.focus());
	}

	erase(): void {
		this.text = '';
		void this.save();
	}

	/** The other window's text, and one's own is let go. */
	takeTheirs(): void {
		if (this.state.kind !== 'elsewhere') return;
		this.text = this.state.theirs;
		this.state = this.text === '' ? { kind: 'none' } : { kind: 'saved', at: this.#at };
	}

	/** One's own, and the other window's is let go. */
	takeMine(): void {
		void this.save();
	}

	async save(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#busy) {
			this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
			return;
		}
		const sent = this.text;
		this.#busy = true;
		this.state = { kind: 'saving' };
		this.state = await this.#send(sent);
		this.#busy = false;
		if (this.state.kind === 'failed') this.#timer ??= setTimeout(() => void this.save(), AGAIN_MS);
		else if (this.state.kind !== 'elsewhere' && this.text !== sent) this.typed(this.text);
	}

	/** The page goes: what is typed and not yet sent goes out now. */
	leave(): void {
		if (this.#timer !== undefined) void this.save();
		clearTimeout(this.#timer);
	}

	async #send(text: string): Promise<NoteState> {
		try {
			const response = await fetch(this.#address, {
				method: 'PUT',
				headers: { 'content-type': 'application/json', accept: 'application/json' },
				body: JSON.stringify({ item: this.item, text, seen: this.#version }),
				redirect: 'manual',
				keepalive: true
			});
			if (response.type === 'opaqueredirect' || response.status === 401)
				return { kind: 'failed', why: SIGNED_OUT };
			const answer = (await response.json()) as { note?: KeptNote | null; message?: string };
			if (!response.ok && response.status !== 409)
				return { kind: 'failed', why: answer.message ?? `the server answered ${response.status}.` };
			const note = answer.note ?? null;
			const was = this.#kept;
			this.#version = note?.version ?? '';
			this.#kept = note?.text ?? '';
			this.#at = note?.at ?? this.#at;
			if (response.status === 409) return { kind: 'elsewhere', theirs: this.#kept };
			if (note !== null) return { kind: 'saved', at: note.at };
			return was === '' ? { kind: 'none' } : { kind: 'erased', was };
		} catch {
			return { kind: 'failed', why: OFFLINE };
		}
	}
}

/** All of one's own notes in one meeting. */
export class PrivateNotes {
	readonly #notes = new Map<string, PrivateNote>();
	readonly #address: string;

	/** @param address where they are kept */
	constructor(address: string) {
		this.#address = address;
	}

	of(item: string): PrivateNote {
		const note = this.#notes.get(item) ?? new PrivateNote(item, this.#address);
		this.#notes.set(item, note);
		return note;
	}

	heard(kept: readonly KeptNote[]): void {
		for (const note of kept) this.of(note.item).heard(note);
	}

	get unsaved(): boolean {
		return [...this.#notes.values()].some((note) => note.unsaved);
	}

	leave(): void {
		for (const note of this.#notes.values()) note.leave();
	}
}
