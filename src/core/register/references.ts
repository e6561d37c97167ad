/**
 * [G8] The reference of an action: date and printed label ("29 July 2009, 3.4"), fixed at sign-off and never used twice
 * on one board. A second action under one label gets " (2)"; a second meeting on the same day names itself.
 */
import { longDate, type CalendarDate } from '#core/kernel/time.ts';

/** What every plain reference of that day starts with. */
export const referenceDay = (date: CalendarDate): string => longDate(date);

/**
 * @param labels of one meeting's actions in printed order
 * @param used every reference of the board that starts with {@link referenceDay} of that date
 * @returns one reference for each label, none of them used or twice
 */
export function actionReferences(
	meeting: { readonly date: CalendarDate; readonly title: string },
	labels: readonly (string | null)[],
	used: readonly string[]
): string[] {
	const taken = new Set(used);
	const day = longDate(meeting.date);
	const title = meeting.title.trim() === '' ? 'further meeting' : meeting.title.trim();
	const head = used.length === 0 ? day : `${day} (${title})`;
	return labels.map((label) => {
		const plain = label === null || label === '' ? head : `${head}, ${label}`;
		let reference = plain;
		for (let n = 2; taken.has(reference); n++) reference = `${plain} (${n})`;
		taken.add(reference);
		return reference;
	});
}
