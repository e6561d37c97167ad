/** Where characters stand by now whose lines were taken (moved-lines.ts), perhaps more than once. */
import * as Y from 'yjs';
import { itemOf, lineOf, placeOf } from './characters.ts';
import { indexIn, parseTaken, takenOf, type Taken } from './moved-lines.ts';

/** Behind which of the words that were taken; -1: before them all. */
export interface Anchor {
	readonly taken: Taken;
	readonly index: number;
}

export interface Spot {
	readonly text: Y.XmlText;
	/** Before it. */
	readonly from: number;
	/** Behind it: the same, if it was deleted by itself. */
	readonly to: number;
}

export class FollowedCharacters {
	readonly #doc: Y.Doc;
	readonly #taken: readonly Taken[];

	constructor(doc: Y.Doc) {
		this.#doc = doc;
		this.#taken = takenOf(doc)
			.toArray()
			.flatMap((one) => parseTaken(one) ?? []);
	}

	/** Where to go on behind the anchor. @returns null: those words are nowhere */
	behind({ taken: { heir }, index }: Anchor): (Pick<Spot, 'text'> & { readonly at: number }) | null {
		if (heir === null) return null;
		const [client, clock] = heir.at;
		const nth = Math.min(index - heir.from, heir.length - 1);
		for (let at = nth; at >= 0; at--) {
			const spot = this.of(Y.createID(client, clock + at));
			if (spot) return { text: spot.text, at: spot.to };
		}
		for (let at = Math.max(nth + 1, 0); at < heir.length; at++) {
			const spot = this.of(Y.createID(client, clock + at));
			if (spot) return { text: spot.text, at: spot.from };
		}
		return null;
	}

	/**
	 * @param been what was followed already: what goes in a circle was made up
	 * @returns null: it is nowhere
	 */
	of(id: Y.ID, been = new Set<string>()): Spot | null {
		const item = itemOf(this.#doc, id);
		if (item && !item.deleted) return spotOf(item, id);
		const key = `${id.client},${id.clock}`;
		if (been.has(key)) return null;
		been.add(key);
		for (const taken of this.#taken) {
			const next = heirOf(taken, id);
			const spot = next && this.of(next, been);
			if (spot) return spot;
		}
		return item && lineOf(item)?._item?.deleted === false ? spotOf(item, id) : null;
	}
}

/** The character that was written for it. */
function heirOf(taken: Taken, id: Y.ID): Y.ID | null {
	const { heir } = taken;
	const nth = heir ? indexIn(taken, id) - heir.from : -1;
	return heir && nth >= 0 && nth < heir.length ? Y.createID(heir.at[0], heir.at[1] + nth) : null;
}

function spotOf(item: Y.Item, { clock }: Y.ID): Spot | null {
	const { parent, deleted } = item;
	if (!(parent instanceof Y.XmlText)) return null;
	const from = placeOf(item) + (deleted ? 0 : clock - item.id.clock);
	return { text: parent, from, to: deleted ? from : from + 1 };
}
