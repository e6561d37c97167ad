import { expect, test } from 'vitest';
import { composeMinutes } from '#core/minutes/compose.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import { openPoints } from './review.ts';
import type { CalendarDate } from '#core/kernel/time.ts';

test('[V1] every "??" is listed at its place, with the words around it', () => {
	const minutes = composeMinutes(
		{
			board: 'Harbour Board',
			title: 'Harbour Board',
			date: '2031-07-23' as CalendarDate,
			start: null,
			end: null,
			place: '',
			chair: null,
			next: null
		},
		[],
		{
			items: [
				{
					id: 'itemaaaa',
					printed: null,
					title: 'Budget??',
					lines: [
						emptyLine('point', 'p1111111', 'It costs £40?? and is paid by ???'),
						emptyLine('bullet', 'b1111111', 'Was it so? It was.')
					]
				}
			],
			oddities: []
		}
	);
	expect(openPoints(minutes, []).filter(({ kind }) => kind === 'to-confirm')).toEqual([
		{ kind: 'to-confirm', at: 'itemaaaa', label: '1', message: '“Budget??” is to be confirmed.' },
		...Array.from({ length: 2 }, () => ({
			kind: 'to-confirm',
			at: 'p1111111',
			label: '1.1',
			message: '“It costs £40?? and is paid by ???” is to be confirmed.'
		}))
	]);
});
