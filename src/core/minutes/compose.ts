/** Draft + facts + roster → Minutes: numbers, names and dates worked out. Nothing is guessed; what stays open is listed by `openPoints`. */
import { arisingLines, NOTHING_ARISING, type ArisingFacts } from '#core/register/arising.ts';
import type { Draft, DraftLine } from './draft.ts';
import {
	dueContext,
	dueOfAction,
	NO_CALENDAR,
	type BoardCalendar,
	type DueContext
} from '#core/reading/due.ts';
import type { ActionId } from '#core/kernel/ids.ts';
import { legend } from '#core/reading/initials.ts';
import type { Line, MeetingFacts, Minutes } from './minutes.ts';
import { itemLabels, lineLabels } from './numbering.ts';
import { decisionVerbIn } from '#core/reading/phrases.ts';
import { countWords, movesOf, quorumCourse, type QuorumRule, type QuorumState } from '#core/roster/quorum.ts';
import { resolveOwner } from '#core/reading/resolve-owner.ts';
import type { RosterEntry, RosterMove } from '#core/boards/people.ts';

/** The facts of the meeting and the name of its board. */
export type Head = MeetingFacts & { readonly board: string };

/**
 * @param rule null: the board has set no quorum
 * @param arising what stands in the register; without it nothing of the last meeting is printed
 * @param calendar what dues in words are calculated with
 */
export function composeMinutes(
	facts: Head,
	roster: readonly RosterEntry[],
	draft: Draft,
	rule: QuorumRule | null = null,
	arising: ArisingFacts = NOTHING_ARISING,
	calendar: BoardCalendar = NO_CALENDAR
): Minutes {
	const days = dueContext(facts, calendar);
	const names = new Map(roster.map((entry) => [entry.id, entry.name]));
	const initials = legend(roster);
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
		roster: roster.map(({ id, name, agency, role, attendance, deputyFor, note }) => ({
			name,
			agency,
			initials: initials.get(id) ?? '',
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
			const first = arisingLines(draft, item.id, arising, days);
			const firstLabels = lineLabels(
				label,
				first.map(({ kind }) => ({ kind, printed: null }))
			);
			const lineLabel = lineLabels(label, written, numberedLines(first));
			return {
				id: item.id,
				label,
				title: item.title,
				lines: [
					...first.map((line, at) => ({
						...line,
						label: firstLabels[at] ?? null,
						...(line.kind === 'decision' ? quorumMark(quorum?.at(index, -1) ?? null) : {})
					})),
					...written.map((line, at) =>
						composeLine(
							days,
							roster,
							line,
							lineLabel[at] ?? null,
							line.kind === 'decision' ? (quorum?.at(index, places[at] ?? 0) ?? null) : null
						)
					)
				]
			};
		})
	};
}

const quorumMark = (quorum: QuorumState | null) =>
	quorum?.kind === 'short' ? { withoutQuorum: countWords(quorum) } : {};

/** How many of these lines carry a number. */
export const numberedLines = (lines: readonly Pick<Line, 'kind'>[]): number =>
	lines.filter(({ kind }) => kind === 'point' || kind === 'decision').length;

function composeLine(
	days: DueContext,
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
				due: dueOfAction(text, line.due, line.dueAnswer ?? null, days)
			};
		case 'decision':
			return {
				kind: 'decision',
				id,
				label,
				verb: line.verb ?? decisionVerbIn(text) ?? 'agreed',
				text,
				...quorumMark(quorum)
			};
		case 'point':
		case 'heading':
		case 'bullet':
		case 'paragraph':
			return { kind: line.kind, id, label, text };
	}
}
