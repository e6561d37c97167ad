import { londonTime, type Instant } from '#core/time.ts';

/** What the lamp knows. It says only what is true on this device at this moment. */
export type LampState =
	| { readonly kind: 'connecting'; readonly unsaved: number }
	| { readonly kind: 'saved'; readonly at: Instant | null }
	| { readonly kind: 'saving'; readonly unsaved: number }
	| { readonly kind: 'offline'; readonly unsaved: number }
	| { readonly kind: 'refused'; readonly why: string }
	| { readonly kind: 'read-only' }
	| { readonly kind: 'signed' }
	| { readonly kind: 'signed-out'; readonly unsaved: number };

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`);

export function lampWords(state: LampState): string {
	switch (state.kind) {
		case 'connecting':
			return state.unsaved === 0 ? 'Connecting' : `Connecting, ${changes(state.unsaved)} kept on this device`;
		case 'saved':
			return state.at === null ? 'Saved' : `Saved at ${londonTime(state.at, true)}`;
		case 'saving':
			return 'Saving';
		case 'offline':
			return state.unsaved === 0
				? 'Not connected. You can go on writing; it is kept on this device'
				: `Not connected. ${changes(state.unsaved)} kept on this device`;
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
