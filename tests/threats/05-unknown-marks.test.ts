/** Threat 5: what an innocent editor does not know it deletes, and says so in its own name. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close, Refused } from '#core/wire/wire.ts';
import { Besieged, bodyIn, lineIn, textIn, wordsOf, WORDS } from '../support/besieged.ts';

let besieged: Besieged;
beforeEach(async () => void (besieged = await Besieged.open()));
afterEach(() => besieged.close());

const attacks: readonly (readonly [what: string, edit: (doc: Y.Doc) => void])[] = [
	['a mark over somebody’s line', (doc) => textIn(doc).format(0, 9, { evil: true })],
	['words of one’s own with a mark', (doc) => textIn(doc).insert(0, 'x', { bold: true })],
	['something embedded in a line', (doc) => textIn(doc).insertEmbed(0, { image: 'x' })],
	['an attribute of the text of a line', (doc) => textIn(doc).setAttribute('evil', 'x')],
	['a line within a line', (doc) => lineIn(doc).insert(0, [new Y.XmlElement('line')])],
	['words beside the lines', (doc) => bodyIn(doc).insert(0, [new Y.XmlText('x')])],
	['a line of a kind nobody knows', (doc) => lineIn(doc).setAttribute('kind', 'table')]
];

test.each(attacks)('[R82] threat 5: %s is refused, and not a letter goes', async (_what, edit) => {
	const { nack, closed, entered } = await besieged.edited(edit);
	expect([nack?.code, closed, entered]).toEqual([Refused.Malformed, Close.Malformed, false]);
	expect(wordsOf(await besieged.page())).toBe(WORDS);
});
