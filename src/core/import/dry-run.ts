/** What `minutebook import --dry-run --json` prints. Its keys are a promise: add none, rename none. */
import type { Due, Verb } from '#core/minutes/minutes.ts';
import type { Doubt, ParsedMinutes, ParsedNext } from './parsed.ts';

/** A named meeting, whose day no text alone can say, is words here. */
type PlainDue = Pick<Due, 'written' | 'date'> & { readonly kind: Exclude<Due['kind'], 'meeting'> };

const plainDue = ({ written, kind, date }: Due): PlainDue =>
	kind === 'meeting' ? { written, kind: 'words', date: null } : { written, kind, date };

export interface DryRun {
	readonly title: string | null;
	readonly date: string | null;
	readonly start: string | null;
	readonly end: string | null;
	readonly location: string | null;
	readonly chair: { readonly name: string; readonly agency: string | null } | null;
	readonly attendees: readonly {
		readonly name: string;
		readonly agency: string | null;
		readonly role: string | null;
	}[];
	readonly apologies: readonly { readonly name: string; readonly agency: string | null }[];
	readonly items: readonly {
		readonly label: string | null;
		readonly title: string;
		/** Bullets and paragraphs without a number are points with the label null. */
		readonly points: readonly {
			readonly label: string | null;
			readonly text: string;
			readonly heading: string | null;
		}[];
	}[];
	readonly decisions: readonly {
		readonly item: string | null;
		readonly point: string | null;
		readonly verb: Verb;
		readonly text: string;
	}[];
	readonly actions: readonly {
		readonly item: string | null;
		readonly point: string | null;
		readonly text: string;
		/** `person`: the full name where exactly one fits, else null. */
		readonly owners: readonly { readonly written: string; readonly person: string | null }[];
		readonly due: PlainDue | null;
	}[];
	readonly next: ParsedNext | null;
	readonly doubts: readonly Doubt[];
}

export function dryRunJson(parsed: ParsedMinutes): DryRun {
	return {
		title: parsed.title,
		date: parsed.date,
		start: parsed.start,
		end: parsed.end,
		location: parsed.location,
		chair: parsed.chair,
		attendees: parsed.attendees.map(({ name, agency, role }) => ({ name, agency, role })),
		apologies: parsed.apologies.map(({ name, agency }) => ({ name, agency })),
		items: parsed.items.map(({ label, title, lines }) => ({
			label,
			title,
			points: lines.flatMap((line) =>
				line.kind === 'heading' || line.kind === 'action'
					? []
					: [{ label: line.label, text: line.text, heading: line.heading }]
			)
		})),
		decisions: parsed.decisions.map(({ item, point, verb, text }) => ({ item, point, verb, text })),
		actions: parsed.items.flatMap(({ label, lines }) =>
			lines.flatMap((line) =>
				line.kind === 'action'
					? [
							{
								item: label,
								point: line.point,
								text: line.text,
								owners: line.owners.map(({ written, resolved }) => ({
									written,
									person: resolved.kind === 'person' ? resolved.name : null
								})),
								due: line.due && plainDue(line.due)
							}
						]
					: []
			)
		),
		next: parsed.next,
		doubts: parsed.doubts
	};
}
