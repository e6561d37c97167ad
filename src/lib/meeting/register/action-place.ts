/** The actions of the meeting as the list beside the minutes shows them, in the order of the page. */
import type { ActionLine, Minutes } from '#core/minutes/minutes.ts';

export interface PlacedAction {
	readonly item: string;
	readonly itemTitle: string;
	readonly action: ActionLine;
}

export function actionsOfMinutes(minutes: Minutes): PlacedAction[] {
	return minutes.items.flatMap((item) =>
		item.lines.flatMap((line) =>
			line.kind === 'action' ? [{ item: item.id, itemTitle: item.title, action: line }] : []
		)
	);
}
