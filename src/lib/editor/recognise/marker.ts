import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Verb } from '#core/minutes/minutes.ts';
import { leadingOwners, trailingOwners, type Knows, type Owners } from '#core/reading/read-owners.ts';
import { actionMarker, decisionMarker } from '#core/reading/phrases.ts';
import type { TypedOwner } from '#document/fields.ts';
import { kindOf } from '#lib/editor/schema/line.ts';

/** What the words of a line say it is: only those from `from` to `to` stay. */
export interface Marked {
	readonly kind: 'action' | 'decision';
	readonly verb: Verb | null;
	readonly from: number;
	readonly to: number;
}

const AT_END = /[([]\s?actions?\s?:[^()[\]]{1,80}[)\]]\.?\s*$/i;

/** "ACTION: …", "AGREED: …", "… (Action: JT)"; null for any other line, and for one that is marked already. */
export function markerOf(line: ProseMirrorNode, knows: Knows): Marked | null {
	const kind = kindOf(line);
	if (kind === 'action' || kind === 'decision' || kind === 'heading') return null;
	const text = line.textContent;
	const action = actionMarker(text, knows);
	const decision = action ? null : decisionMarker(text);
	const rest = action?.rest ?? decision?.rest;
	if (rest === undefined)
		return ownersAtTail(text, knows) && { kind: 'action', verb: null, from: 0, to: text.length };
	// `rest` is without the spaces and the emphasis behind it.
	const from = text.lastIndexOf(rest);
	const behind = text.slice(from + rest.length);
	const to = behind.includes('*') ? from + rest.length : text.length;
	// "AGREED:" says the verb; after a plain "DECISION:" the words that follow do.
	const verb = decision && !/^\W*decision/i.test(text) ? decision.verb : null;
	return { kind: action ? 'action' : 'decision', verb, from, to };
}

/** The owners in the words of an action: with what stands around them, what is taken out from `from` to `to`. */
export interface OwnersInWords {
	readonly from: number;
	readonly to: number;
	readonly place: TypedOwner['place'];
	readonly owners: readonly (TypedOwner & { readonly written: string })[];
}

export function ownersInWords(text: string, knows: Knows): OwnersInWords | null {
	const head = ownersAtHead(text, knows);
	if (head) return inWords(text, head, 'head', 0, text.length - head.rest.length);
	const tail = ownersAtTail(text, knows);
	return tail && inWords(text, tail, 'tail', tail.rest.length, text.length);
}

/** Letters. A word that is longer than any name would not fit where owners are kept. */
const LONGEST_OWNER = 200;

/** Once something stands behind them: before that "ID to" may go on as a name. */
function ownersAtHead(text: string, knows: Knows): Owners | null {
	const lead = leadingOwners(text, knows);
	if (!lead || lead.owners.some(({ length }) => length > LONGEST_OWNER)) return null;
	return /^\S+\s/.test(lead.rest) ? lead : null;
}

const ownersAtTail = (text: string, knows: Knows): Owners | null =>
	AT_END.test(text) ? trailingOwners(text, knows) : null;

function inWords(
	text: string,
	{ owners }: Owners,
	place: TypedOwner['place'],
	from: number,
	to: number
): OwnersInWords {
	let at = from;
	return {
		from,
		to,
		place,
		owners: owners.map((written, index) => {
			const start = text.indexOf(written, at);
			const before = text.slice(at, start);
			at = start + written.length;
			return { written, place, before, after: index === owners.length - 1 ? text.slice(at, to) : '' };
		})
	};
}
