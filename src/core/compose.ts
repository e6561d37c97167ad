/** Draft + facts + roster → Minutes: numbers, names and dates worked out. Nothing is guessed; what stays open is listed by `openPoints`. */
import type { Draft, DraftLine } from './draft.ts';
import { findDue } from './due.ts';
import type { ActionId } from './ids.ts';
import type { Line, MeetingFacts, Minutes } from './minutes.ts';
import { itemLabels, lineLabels } from './numbering.ts';
import { decisionVerbIn } from './phrases.ts';
import { countWords, movesOf, quorumCourse, type QuorumRule, type QuorumState } from './quorum.ts';
import { resolveOwner } from './resolve-owner.ts';
import type { RosterEntry, RosterMove } from './people.ts';

/** The facts of the meeting and the name of its board. */
export type Head = MeetingFacts & { readonly board: string };

/** @param rule null: the board has set no quorum */
export function composeMinutes(
	facts: Head,
	roster: readonly RosterEntry[],
	draft: Draft,
	rule: QuorumRule | null = null
): Minutes {
	const names = new Map(roster.map((entry) => [entry.id, entry.name]));
	const labels = itemLabels(draft.items);
	const labelOf = new Map(draft.items.map(({ id }, index) => [id, labels[index] ?? '']));
	const moment = ({ at, item }: RosterMove) => ({
		at,
		item: item === null ? null : labelOf.get(item) || null
	});
	const quorum = rule === null ? null : quorumCourse(rule, roster, draft);
	return {
		format: 2,
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
		movements: movesOf(roster).map(({ entry, move }) => ({
			name: entry.name,
			kind: move.kind,
			...moment(move)
		})),
		quorum:
			quorum === null
				? null
				: {
						opening: quorum.opening,
						turns: quorum.turns.map(({ move, state }) => ({ ...moment(move), state }))
					},
		items: draft.items.map((item, index) => {
			const label = labels[index] ?? '';
			// The place of each line in the draft, blank ones counted: arrivals stand behind those, too.
			const places = item.lines.flatMap((line, at) =>
				line.text !== '' || line.owners.length > 0 ? [at] : []
			);
			const written = places.map((at) => item.lines[at]!);
			const lineLabel = lineLabels(label, written);
			return {
				id: item.id,
				label,
				title: item.title,
				lines: written.map((line, at) =>
					composeLine(
						facts,
						roster,
						line,
						lineLabel[at] ?? null,
						line.kind === 'decision' ? (quorum?.at(index, places[at] ?? 0) ?? null) : null
					)
				)
			};
		})
	};
}

function composeLine(
	facts: Head,
	roster: readonly RosterEntry[],
	line: DraftLine,
	label: string | null,
	quorum: QuorumState | null
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
			return {
				kind: 'decision',
				id,
				label,
				verb: line.verb ?? decisionVerbIn(text) ?? 'agreed',
				text,
				...(quorum?.kind === 'short' ? { withoutQuorum: countWords(quorum) } : {})
			};
		case 'point':
		case 'heading':
		case 'bullet':
		case 'paragraph':
			return { kind: line.kind, id, label, text };
	}
}
