import { londonTime, type Instant } from '#core/kernel/time.ts';

/** What the lamp knows. It says only what is true on this device at this moment. */
export type LampState =
	| { readonly kind: 'connecting'; readonly unsaved: number }
	/** On the server's disk. `others`: so many other people's devices have it, too; null: that is not known yet. */
	| { readonly kind: 'saved'; readonly at: Instant | null; readonly others: number | null }
	| { readonly kind: 'saving'; readonly unsaved: number }
	| { readonly kind: 'offline'; readonly unsaved: number }
	/** The server answers, but no socket gets through. */
	| { readonly kind: 'forbidden'; readonly unsaved: number }
	/** The line is open, and nothing comes back. */
	| { readonly kind: 'stalled'; readonly unsaved: number }
	| { readonly kind: 'refused'; readonly why: string }
	| { readonly kind: 'read-only' }
	| { readonly kind: 'signed' }
	| { readonly kind: 'signed-out'; readonly unsaved: number };

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`);

/** Nobody else here is no news. */
const reachedWords = (others: number | null): string =>
	others === null || others === 0 ? '' : others === 1 ? '; 1 other has it' : `; ${others} others have it`;

export function lampWords(state: LampState): string {
	switch (state.kind) {
		case 'connecting':
			return state.unsaved === 0 ? 'Connecting' : `Connecting, ${changes(state.unsaved)} kept on this device`;
		case 'saved':
			return `Saved${state.at === null ? '' : ` at ${londonTime(state.at, true)}`}${reachedWords(state.others)}`;
		case 'saving':
			return 'Saving, on this device so far';
		case 'offline':
			return state.unsaved === 0
				? 'Not connected. You can go on writing; it is kept on this device'
				: `Not connected. ${changes(state.unsaved)} kept on this device`;
		case 'forbidden':
			return `This network lets no live connection through${state.unsaved === 0 ? '' : `. ${changes(state.unsaved)} kept on this device`}`;
		case 'stalled':
			return `The server does not answer. ${changes(state.unsaved)} kept on this device`;
		case 'refused':
			return `Not saved: ${state.why}`;
		case 'read-only':
			return 'Read only';
		case 'signed':
			return 'Signed, read only';
		case 'signed-out':
			return state.unsaved === 0 ? 'Signed out' : `Signed out. ${changes(state.unsaved)} kept on this device`;
	}
}
