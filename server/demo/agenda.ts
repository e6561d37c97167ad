/** What the demo's notetaker prepared: an agenda with purposes, leads, times and a paper; and a proposal that waits. All of it is invented. */
import type * as Y from 'yjs';
import type { ItemPlan } from '#core/agenda/agenda.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { setPlan } from '#document/agenda/item-plan.ts';
import { readConfig } from '#server/config.ts';
import { inspectFile } from '#server/papers/inspector.ts';
import { compileTypst } from '#server/render/typst-thread.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { attachPaper } from '#server/usecases/agenda/keep-papers.ts';

/** By the place of the item on the agenda. */
const PLANS: readonly Partial<ItemPlan>[] = [
	{ purpose: 'information', lead: 'RA', minutes: 5 },
	{ purpose: 'sign-off', lead: 'RA', minutes: 5 },
	{ purpose: 'discussion', lead: 'DM', minutes: 45 },
	{ purpose: 'information', lead: 'FOM', minutes: 60 },
	{ minutes: 15 },
	{ minutes: 5 }
];

export function planLiveAgenda(doc: Y.Doc): void {
	for (const [place, { id }] of agenda(doc).entries()) {
		const plan = PLANS[place];
		if (plan) setPlan(doc, id, plan);
	}
}

/** The paper of the third item, two pages, of which its first point names one. */
export async function attachToolkit(
	deps: Deps,
	notetaker: Actor,
	dataDir: string,
	meeting: MeetingId,
	item: string
): Promise<Awaited<ReturnType<typeof attachPaper>>> {
	const { pdf, problem } = await compileTypst(TOOLKIT, '{}');
	if (pdf === undefined) throw new Error(`The demo's paper could not be made: ${problem}`);
	return attachPaper(
		deps,
		notetaker,
		{ dataDir, limits: readConfig(process.env).papers, isScanned: false, inspect: inspectFile },
		{
			meeting,
			item,
			fileName: 'Neglect toolkit, second edition.pdf',
			body: (async function* () {
				yield pdf;
			})(),
			length: pdf.length
		}
	);
}

const TOOLKIT = String.raw`
#set document(title: "Neglect toolkit, second edition", author: "Harrowmere Safeguarding Partnership Board")
#set page(paper: "a4", margin: 28mm, numbering: "1")
#set text(lang: "en", region: "GB", size: 11pt, font: "Libertinus Serif")
#set heading(numbering: "1")
#title[Neglect toolkit, second edition]
For the meeting of the Board. Brings the first edition together with what schools and housing officers asked for.
= What has changed
1.1 The home conditions scale has pictures beside each step. Practitioners in three teams tried it for a month.

1.2 The page for schools stands at the front.
#pagebreak()
= Glossary
2.1 *Self-neglect.* An adult does not care for themselves or their home, so that their health or safety is at risk. It is new in
this edition: the Board asked for it in September.

2.2 *Good enough care.* What a child needs to grow up safe, as the four signs on page 1 describe it.
`;

/** What a member would like to hear at the next meeting. */
export const PROPOSAL = {
	title: 'The missing persons desk, three months on',
	purpose: 'discussion',
	minutes: '20',
	reason: 'Return interviews within a day went up. I would like partners to hear what made the difference.'
} as const;
