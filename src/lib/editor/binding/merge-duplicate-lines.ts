/**
 * Two people can make the same line at the same moment: both move it, or both press Enter at one place in it, or both bring
 * it back because they typed in it while somebody deleted it. Then it is there twice, with one id; in two items, when they
 * moved it out of its own in two directions. Whoever sees that mends it, and all who do come to the same: deleting one element
 * twice is deleting it once. Where each has words that the other has not, only the author of the younger one mends, because
 * words that two bring over are there twice.
 */
import * as Y from 'yjs';
import { copyAction } from '#document/minutes/actions.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { bodyOf } from '#document/fields.ts';
import { difference, rebase, setLineText, textOf } from '#document/minutes/line.ts';

export interface Mending {
	readonly freshId: () => string;
	/** Whether whoever writes under that Yjs client is on the page, and will mend what is theirs. */
	readonly isHere: (client: number) => boolean;
	/** What stood in a line before its words parted, as far as it is known here. */
	readonly baseOf: (line: string) => string | undefined;
}

/** @returns whether there was anything to mend */
export function mergeDuplicateLines(doc: Y.Doc, { freshId, isHere, baseOf }: Mending): boolean {
	const kept = new Map<string, Y.XmlElement>();
	let mended = false;
	doc.transact(() => {
		for (const line of byAge(doc)) {
			const id = String(line.getAttribute('id') ?? '');
			// It has yet to be given one, and says nothing about another.
			if (id === '') continue;
			const twin = kept.get(id);
			if (twin === undefined) {
				kept.set(id, line);
				continue;
			}
			const [here, there] = [textOf(twin), textOf(line)];
			const author = line._item?.id.client ?? 0;
			const known = author === doc.clientID ? baseOf(id) : undefined;
			// What was taken out of it since cannot be told from what never was in the other.
			const base = known !== undefined && difference(known, there).removed === 0 ? known : undefined;
			if (here === there) remove(line);
			else if (author !== doc.clientID && isHere(author)) continue;
			else if (base !== undefined) {
				setLineText(twin, rebase(base, there, here));
				remove(line);
			} else if (difference(there, here).removed === 0) remove(line);
			else if (difference(here, there).removed === 0) {
				// The younger one was written on already.
				remove(twin);
				kept.set(id, line);
			} else {
				const fresh = freshId();
				line.setAttribute('id', fresh);
				copyAction(doc, id, fresh);
			}
			mended = true;
		}
	}, 'mend');
	return mended;
}

/** By the id of Yjs, which is the same on every device: so all keep the same one. */
function byAge(doc: Y.Doc): Y.XmlElement[] {
	const lines = agenda(doc)
		.flatMap(({ item }) => bodyOf(item)?.toArray() ?? [])
		.filter((child) => child instanceof Y.XmlElement);
	const age = (line: Y.XmlElement) => line._item?.id ?? { client: 0, clock: 0 };
	return lines.sort((a, b) => age(a).client - age(b).client || age(a).clock - age(b).clock);
}

function remove(line: Y.XmlElement): void {
	const body = line.parent;
	if (!(body instanceof Y.XmlFragment)) return;
	const at = body.toArray().indexOf(line);
	if (at >= 0) body.delete(at, 1);
}
