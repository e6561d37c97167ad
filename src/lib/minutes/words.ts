import { dueQuestion, wordsBehind } from '#core/reading/due-words.ts';
import type { ActionLine, ResolvedOwner } from '#core/minutes/minutes.ts';
import { longDate } from '#core/kernel/time.ts';

/** What a resolved owner adds to what was written: the full name to read on focus, or the open question to see at once. */
export function ownerHint(resolved: ResolvedOwner): { readonly text: string; readonly title: string } {
	switch (resolved.kind) {
		case 'person':
			return {
				text: '',
				title: resolved.agency === '' ? resolved.name : `${resolved.name}, ${resolved.agency}`
			};
		case 'group':
			return { text: '', title: 'Meant as a group' };
		case 'outside':
			return { text: '', title: 'Not on the roster' };
		case 'ambiguous':
			return { text: 'who?', title: `May be ${resolved.candidates.map(({ name }) => name).join(' or ')}` };
		case 'unknown':
			return { text: 'not on the roster', title: 'Nobody on the roster has this name or these initials' };
	}
}

/** "due 28 October 2026", "due next meeting, 28 October 2026", "due by Friday: Friday 24 or 31 July?", "no due date". */
export function dueWords(action: Pick<ActionLine, 'due'> & { readonly text?: string }): string {
	if (action.due === null) return 'no due date';
	const { written, kind, date, options } = action.due;
	if (options !== undefined) return `due ${written}: ${dueQuestion(options)}`;
	if (kind === 'meeting')
		return date === null ? `due ${written}, which has no date yet` : `due ${written}, ${longDate(date)}`;
	if (kind === 'next-meeting')
		return date === null ? 'due next meeting' : `due next meeting, ${longDate(date)}`;
	if (kind === 'words' || date === null) return `due ${written}`;
	const words = wordsBehind(action.due, action.text ?? '');
	return words === '' ? `due ${longDate(date)}` : `due ${longDate(date)} (${words})`;
}
