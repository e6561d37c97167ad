import { dueQuestion } from '#core/reading/due-words.ts';
import type { PlacedAction } from './action-place.ts';

/** The dues of one item that may mean several days: action and words → what is said when the question comes up. */
export function askedDues(actions: readonly PlacedAction[], inItem: string): ReadonlyMap<string, string> {
	const asked = new Map<string, string>();
	for (const { item, action } of actions)
		if (item === inItem && action.due?.options !== undefined) {
			const { written, options } = action.due;
			asked.set(
				`${action.id} ${written}`,
				`“${written}” may be ${dueQuestion(options).slice(0, -1)}. Alt and Enter to choose, or go on typing.`
			);
		}
	return asked;
}
