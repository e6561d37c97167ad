/** Draft + facts + roster → Minutes: numbers, names and dates worked out. Nothing is guessed; what stays open is listed by `openPoints`. */
import type { Draft, DraftLine } from './draft.ts';
import { findDue } from './due.ts';
import type { ActionId } from './ids.ts';
import type { Line, MeetingFacts, Minutes } from './minutes.ts';
import { itemLabels, lineLabels } from './numbering.ts';
import { decisionVerbIn } from './phrases.ts';
import { resolveOwner } from './resolve-owner.ts';
import type { RosterEntry } from './people.ts';

/** The facts of the meeting and the name of its board. */
export type Head = MeetingFacts & { readonly board: string };

export function composeMinutes(facts: Head, roster: readonly RosterEntry[], draft: Draft): Minutes {
	const names = new Map(roster.map((entry) => [entry.id, entry.name]));
	const labels = itemLabels(draft.items);
	return {
		format: 1,
		...facts,
		roster: roster.map(({ name, agency, initials, role, attendance, deputyFor, note }) => ({
			name,
			agency,
			initials,
			role,
			attendance,
			deputyFor: deputyFor === null ? null : (names.get(deputyFor) ?? null),
			note
		})),
		items: draft.items.map((item, index) => {
			const label = labels[index] ?? '';
			const written = item.lines.filter((line) => line.text !== '' || line.owners.length > 0);
			const lineLabel = lineLabels(label, written);
			return {
				id: item.id,
				label,
				title: item.title,
				lines: written.map((line, at) => composeLine(facts, roster, line, lineLabel[at] ?? null))
			};
		})
	};
}

function composeLine(
	facts: Head,
	roster: readonly RosterEntry[],
	line: DraftLine,
	label: string | null
): Line {
	const { id, text } = line;
	switch (line.kind) {
		case 'action':
			return {
				kind: 'action',
				id: id as ActionId,
				label,
				text,
				owners: line.owners.map(({ written, chosen, outside }) => ({
					written,
					resolved: resolveOwner(written, roster, chosen, outside)
				})),
				due:
					line.due === undefined
						? findDue(text, { meeting: facts.date, next: facts.next?.date ?? null })
						: line.due
			};
		case 'decision':
			return { kind: 'decision', id, label, verb: line.verb ?? decisionVerbIn(text) ?? 'agreed', text };
		case 'point':
		case 'heading':
		case 'bullet':
		case 'paragraph':
			return { kind: line.kind, id, label, text };
	}
}
