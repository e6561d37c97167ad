/** One undo for all items of a meeting: what was typed here, and what was set here in fields, lists and menus. */
import { defaultDeleteFilter, ySyncPluginKey } from 'y-prosemirror';
import * as Y from 'yjs';
import { actionsOf, arisingOf, itemsOf, LINE } from '#document/fields.ts';

/** The origin of changes made here outside an editor (titles, owners, dues, agenda): tracked by undo like typing. */
export const HERE = 'here';

export const historyOf = (doc: Y.Doc): Y.UndoManager =>
	new Y.UndoManager([itemsOf(doc), actionsOf(doc), arisingOf(doc)] as Y.AbstractType<unknown>[], {
		trackedOrigins: new Set([ySyncPluginKey, HERE]),
		// Without it, undoing one's own new line would take along what somebody else typed into it meanwhile.
		deleteFilter: (item) => defaultDeleteFilter(item, new Set([LINE]))
	});
