/** What others have said beside the live minutes of the demo: one remark of each kind, left for the visitor to settle. */
import type { MeetingId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { must, type Result } from '#core/kernel/result.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { makeRemark } from '#server/usecases/remarks/keep-remarks.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';

type Done = <T>(attempt: Promise<Result<T, Refusal>>) => Promise<T>;

export async function sayBeside(
	deps: Deps,
	done: Done,
	meeting: MeetingId,
	{ member, observer, notetaker }: Readonly<Record<'member' | 'observer' | 'notetaker', Actor>>
): Promise<void> {
	const { minutes } = must(await loadMinutes(deps.db, meeting), 'the live minutes');
	const lineThat = (begins: string) => {
		for (const item of minutes.items)
			for (const line of item.lines)
				if (line.text.startsWith(begins)) return { item: item.id, line: line.id, words: line.text };
		throw new Error(`the demo has no line that begins "${begins}"`);
	};
	const said = { meeting, anchor: null } as const;
	const glossary = lineThat('DM reported');
	await done(
		makeRemark(deps, member, {
			...said,
			kind: 'suggestion',
			item: glossary.item,
			line: glossary.line,
			quote: glossary.words,
			before: glossary.words,
			text: glossary.words.replace('two housing associations', 'three housing associations')
		})
	);
	const interviews = lineThat('Return interviews');
	await done(
		makeRemark(deps, observer, {
			...said,
			kind: 'comment',
			item: interviews.item,
			line: interviews.line,
			quote: interviews.words,
			before: '',
			text: `@${notetaker.name} is that since April, or since the new desk opened?`
		})
	);
	await done(
		makeRemark(deps, member, {
			...said,
			kind: 'request',
			item: interviews.item,
			line: null,
			quote: '',
			before: '',
			text: 'Please record that the youth service was thanked for its help with the interviews.'
		})
	);
}
