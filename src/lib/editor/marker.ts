import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Verb } from '#core/minutes.ts';
import { trailingOwners } from '#core/owners.ts';
import { actionMarker, decisionMarker } from '#core/phrases.ts';
import { kindOf } from './line.ts';

/** What the words of a line say it is: only those from `from` to `to` stay. */
export interface Marked {
	readonly kind: 'action' | 'decision';
	readonly verb: Verb | null;
	readonly from: number;
	readonly to: number;
	/** Of "… (Action: JT)". */
	readonly owners: readonly string[];
}

const AT_END = /[([]\s?actions?\s?:[^()[\]]{1,80}[)\]]\.?\s*$/i;

/** "ACTION: …", "AGREED: …", "… (Action: JT)"; null for any other line, and for one that is marked already. */
export function markerOf(line: ProseMirrorNode): Marked | null {
	const kind = kindOf(line);
	if (kind === 'action' || kind === 'decision' || kind === 'heading') return null;
	const text = line.textContent;
	const action = actionMarker(text);
	const decision = action ? null : decisionMarker(text);
	const rest = action?.rest ?? decision?.rest;
	if (rest === undefined) {
		const tail = AT_END.test(text) ? trailingOwners(text) : null;
		return tail && { kind: 'action', verb: null, from: 0, to: tail.rest.length, owners: tail.owners };
	}
	// `rest` is without the spaces and the emphasis behind it.
	const from = text.lastIndexOf(rest);
	const behind = text.slice(from + rest.length);
	const to = behind.includes('*') ? from + rest.length : text.length;
	// "AGREED:" says the verb; after a plain "DECISION:" the words that follow do.
	const verb = decision && !/^\W*decision/i.test(text) ? decision.verb : null;
	return { kind: action ? 'action' : 'decision', verb, from, to, owners: [] };
}
