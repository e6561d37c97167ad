/**
 * What a document can hold whose test is about something else than that: the minutes, a tree of elements, and under every other
 * name letters, values in a row and values under keys. Never types in types.
 */
import { matching, YType, type Form, type Shape } from '#core/wire/content-rules.ts';
import { MINUTES } from '#document/shape.ts';

const ANYTHING = matching('anything', () => true);
const MARKS = ['bold', 'em'];
const LEAF: Form = {
	kind: 'form',
	what: 'a branch',
	type: YType.XmlElement,
	node: 'line',
	keys: { '<words>': ANYTHING },
	row: { kind: 'form', what: 'a leaf', type: YType.XmlText, words: true, marks: MARKS }
};

export const TEST_SHAPE: Shape = {
	...MINUTES,
	tree: { kind: 'form', what: 'a tree', type: YType.XmlFragment, row: LEAF },
	'<words>': {
		kind: 'form',
		what: 'a part of the test',
		type: YType.Text,
		words: true,
		marks: MARKS,
		row: ANYTHING,
		keys: { '<words>': ANYTHING }
	}
};
