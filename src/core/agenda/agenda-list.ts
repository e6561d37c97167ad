/** The agenda as it is read, printed and sent: numbers, times and names worked out. */
import {
	isLate,
	minuteWords,
	NO_PLAN,
	plannedWords,
	PURPOSE_WORDS,
	startTimes,
	type Purpose
} from './agenda.ts';
import { timesOf } from '#core/record/canonical.ts';
import type { DraftItem } from '#core/minutes/draft.ts';
import type { MeetingFacts } from '#core/minutes/minutes.ts';
import { itemLabels } from '#core/minutes/numbering.ts';
import { paperWords } from './item-papers.ts';
import { checkWords, type PaperCheck, type PaperKind } from './papers.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { resolveOwner } from '#core/reading/resolve-owner.ts';
import { longDate, weekdayName, type CalendarDate, type ClockTime } from '#core/kernel/time.ts';

export interface AgendaPaper {
	readonly id: string;
	readonly item: string;
	readonly number: number;
	readonly name: string;
	readonly kind: PaperKind;
	/** Left out: nothing is known. */
	readonly check?: PaperCheck;
	readonly late: boolean;
}

export interface AgendaItem<P extends AgendaPaper = AgendaPaper> {
	readonly id: string;
	readonly label: string;
	readonly title: string;
	readonly purpose: Purpose | null;
	/** In full where the roster knows whom the written lead means: "Ines Dahl"; '' for nobody. */
	readonly lead: string;
	readonly minutes: number | null;
	/** When it begins, if those before it keep their times. */
	readonly starts: ClockTime | null;
	readonly late: boolean;
	readonly papers: readonly P[];
}

export interface AgendaBasis<P extends AgendaPaper = AgendaPaper> {
	readonly roster: readonly RosterEntry[];
	/** Of the draft, in order. */
	readonly items: readonly DraftItem[];
	readonly papers: readonly P[];
	readonly papersBy: CalendarDate | null;
	/** When items that were proposed came in, by their id: that counts, not the day they were taken over. */
	readonly came: Readonly<Record<string, CalendarDate>>;
}

export function composeAgenda<P extends AgendaPaper>(
	start: ClockTime | null,
	{ roster, items, papers, papersBy, came }: AgendaBasis<P>
): AgendaItem<P>[] {
	const labels = itemLabels(items);
	const starts = startTimes(
		start,
		items.map(({ plan = NO_PLAN }) => plan)
	);
	return items.map(({ id, title, plan = NO_PLAN }, index) => ({
		id,
		label: labels[index] ?? '',
		title: title === '' ? 'Untitled item' : title,
		purpose: plan.purpose,
		lead: leadWords(plan.lead, roster),
		minutes: plan.minutes,
		starts: starts[index] ?? null,
		late: isLate(came[id] ?? plan.added, papersBy),
		papers: papers.filter((paper) => paper.item === id)
	}));
}

/** Whom the written lead means, where that is one person; else what was written. */
export function leadWords(written: string, roster: readonly RosterEntry[]): string {
	if (written === '') return '';
	const resolved = resolveOwner(written, roster, null, false);
	return resolved.kind === 'person' ? resolved.name : written;
}

/** "For decision, Ines Dahl, 15 minutes": what stands under the title of an item. */
export const planWords = ({
	purpose,
	lead,
	minutes
}: Pick<AgendaItem, 'purpose' | 'lead' | 'minutes'>): string =>
	[purpose === null ? '' : PURPOSE_WORDS[purpose], lead, minutes === null ? '' : minuteWords(minutes)]
		.filter((part) => part !== '')
		.join(', ');

/** ", not checked for viruses": who gets the list elsewhere has to know it before they ask for the file. */
const stateWords = (check: PaperCheck | undefined): string =>
	check === undefined ? '' : `, ${checkWords(check).replace(/^./, (letter) => letter.toLowerCase())}`;

/** The agenda as text, for a letter. @param link of the page with the papers */
export function agendaText(
	facts: MeetingFacts & { readonly board: string },
	items: readonly AgendaItem[],
	link: string
): string {
	const out = [
		facts.board,
		`Agenda: ${facts.title}`,
		'',
		`Date: ${weekdayName(facts.date)} ${longDate(facts.date)}`
	];
	const times = timesOf(facts.start, facts.end);
	if (times !== '') out.push(`Time: ${times}`);
	if (facts.place !== '') out.push(`Place: ${facts.place}`);
	if (facts.chair) out.push(`Chair: ${facts.chair.name}`);
	const indent = ' '.repeat(6);
	for (const item of items) {
		out.push('', `${`${item.label}.`.padEnd(6)}${item.title}${item.late ? ' (late)' : ''}`);
		const plan = [item.starts ?? '', planWords(item)].filter((part) => part !== '').join(', ');
		if (plan !== '') out.push(indent + plan);
		for (const paper of item.papers)
			if (paper.check !== 'refused') out.push(indent + paperWords(paper) + stateWords(paper.check));
	}
	const planned = plannedWords(facts.start, facts.end, items);
	if (planned !== '') out.push('', planned);
	out.push('', `The agenda and its papers: ${link}`);
	return `${out.join('\n')}\n`;
}
