/** What is still open before the chair signs. A list to read, never a bar: boards sign with open points, knowingly. */
import { aroundDoubt, doubtsIn } from '#core/reading/abbreviations.ts';
import { dueQuestion } from '#core/reading/due-words.ts';
import {
	actionSentence,
	type DecisionLine,
	type Due,
	type Minutes,
	type TextLine
} from '#core/minutes/minutes.ts';

export interface OpenPoint {
	readonly kind:
		| 'no-owner'
		| 'ambiguous-owner'
		| 'unknown-owner'
		| 'no-due'
		| 'asked-due'
		| 'undated-due'
		| 'empty-item'
		| 'untitled-item'
		| 'duplicate-label'
		| 'not-marked'
		| 'without-quorum'
		| 'to-confirm'
		| 'not-reported'
		| 'not-told'
		| 'oddity';
	/** The item or line it is about, to jump to; '' for the meeting as a whole. */
	readonly at: string;
	readonly label: string;
	readonly message: string;
}

const TO_BE_CONFIRMED = /^(?:date\s|due\s)?(?:tbc|tba|to\sbe\s(?:confirmed|agreed|advised))\b/i;

const short = (text: string): string =>
	text.length > 70 ? `${text.slice(0, 67).trimEnd()}…` : text.replace(/\.$/, '');

/** What a report of matters arising, or the agreement of the last notes, leaves open; null: nothing. */
function untold(arising: NonNullable<TextLine['arising'] | DecisionLine['arising']>): string | null {
	if (arising.kind === 'report' && arising.outcome === 'new-due') {
		const action = `the action of ${arising.reference}`;
		if (arising.due === null) return `Nobody said when ${action} is due now.`;
		if (arising.due.options !== undefined)
			return `“${arising.due.written}” for ${action} is ${dueQuestion(arising.due.options)}`;
	}
	if (arising.kind === 'confirms' && arising.outcome === 'amended') {
		if (arising.amendment === '') return 'The amendment to the notes of the last meeting has no words.';
		if (arising.point === '') return 'The amendment to the notes of the last meeting names no point.';
	}
	return null;
}

/** What an action’s due leaves open; null: nothing. */
function openDue(due: Due | null, about: string): Pick<OpenPoint, 'kind' | 'message'> | null {
	if (due === null) return { kind: 'no-due', message: `No due date: ${about}.` };
	const { written, kind, date, options } = due;
	if (options !== undefined)
		return {
			kind: 'asked-due',
			message: `“${written}” may be ${dueQuestion(options).slice(0, -1)}: ${about}.`
		};
	if (date !== null) return null;
	if (TO_BE_CONFIRMED.test(written))
		return { kind: 'undated-due', message: `The due date is still to be confirmed: ${about}.` };
	return kind === 'words'
		? null
		: {
				kind: 'undated-due',
				message: `Due “${written}”, a meeting that has no date yet: ${about}. It gets that date once there is one.`
			};
}

/** @param unreported open actions of earlier meetings that matters arising list and nobody spoke about */
export function openPoints(minutes: Minutes, oddities: readonly string[], unreported = 0): OpenPoint[] {
	const found: OpenPoint[] = [];
	const seen = new Map<string, number>();
	const doubts = (at: string, label: string, text: string) => {
		for (const doubt of doubtsIn(text))
			found.push({
				kind: 'to-confirm',
				at,
				label,
				message: `“${aroundDoubt(text, doubt)}” is to be confirmed.`
			});
	};
	for (const item of minutes.items) {
		doubts(item.id, item.label, item.title);
		if (item.title === '')
			found.push({
				kind: 'untitled-item',
				at: item.id,
				label: item.label,
				message: 'This item has no title.'
			});
		if (item.lines.length === 0)
			found.push({
				kind: 'empty-item',
				at: item.id,
				label: item.label,
				message: `Nothing is recorded under “${item.title}”.`
			});
		for (const line of item.lines) {
			if (line.label !== null && line.kind !== 'action')
				seen.set(line.label, (seen.get(line.label) ?? 0) + 1);
			doubts(line.id || item.id, line.label ?? item.label, line.text);
			if (line.kind === 'decision' && line.withoutQuorum !== undefined)
				found.push({
					kind: 'without-quorum',
					at: line.id,
					label: line.label ?? item.label,
					message: `Taken without a quorum (${line.withoutQuorum}): “${short(line.text)}”.`
				});
			if (line.kind !== 'action' && line.arising !== undefined) {
				const message = untold(line.arising);
				if (message !== null)
					found.push({ kind: 'not-told', at: line.id, label: line.label ?? item.label, message });
			}
			if (line.kind !== 'action') continue;
			const label = line.label ?? item.label;
			const about = `“${short(actionSentence(line.owners, line.text))}”`;
			if (line.owners.length === 0)
				found.push({ kind: 'no-owner', at: line.id, label, message: `Nobody owns the action ${about}.` });
			for (const { written, resolved } of line.owners) {
				if (resolved.kind === 'unknown')
					found.push({
						kind: 'unknown-owner',
						at: line.id,
						label,
						message: `“${written}” is nobody on the roster: ${about}.`
					});
				if (resolved.kind === 'ambiguous')
					found.push({
						kind: 'ambiguous-owner',
						at: line.id,
						label,
						message: `“${written}” may be ${resolved.candidates
							.map(({ name, agency }) => (agency === '' ? name : `${name} (${agency})`))
							.join(' or ')}: ${about}.`
					});
			}
			const due = openDue(line.due, about);
			if (due !== null) found.push({ ...due, at: line.id, label });
		}
	}
	for (const [label, count] of seen)
		if (count > 1)
			found.push({ kind: 'duplicate-label', at: '', label, message: `${label} is printed ${count} times.` });
	const unmarked = minutes.roster.filter((entry) => entry.attendance === 'expected').length;
	if (unmarked > 0)
		found.push({
			kind: 'not-marked',
			at: '',
			label: 'Roster',
			message: `${unmarked} ${unmarked === 1 ? 'person is' : 'people are'} not marked present, with apologies or absent.`
		});
	if (unreported > 0)
		found.push({
			kind: 'not-reported',
			at: '',
			label: '',
			message: `${unreported} open ${unreported === 1 ? 'action of an earlier meeting has' : 'actions of earlier meetings have'} no report under matters arising.`
		});
	for (const message of oddities) found.push({ kind: 'oddity', at: '', label: '', message });
	return found;
}
