/** One undo for all items of a meeting: what was typed here, and what was set here in fields, lists and menus. */
import { defaultDeleteFilter, ySyncPluginKey } from 'y-prosemirror';
import * as Y from 'yjs';
import { actionsOf, arisingOf, itemsOf, LINE } from '#document/fields.ts';

/** The origin of changes made here outside an editor (titles, owners, dues, agenda): tracked by undo like typing. */
export const HERE = 'here';

type StackItem = Y.UndoManager['undoStack'][number];

/**
 * A step that put words in one place and took them from another is not half undone: when somebody else has taken away since what
 * it put there (they moved the line, and it was made anew), bringing back what it took would have the words twice.
 */
export class History extends Y.UndoManager {
	/** How many steps the last undo or redo has passed over, because somebody else has overtaken them. */
	passedOver = 0;

	override undo(): StackItem | null {
		this.#dropOvertaken(this.undoStack);
		return super.undo();
	}

	override redo(): StackItem | null {
		this.#dropOvertaken(this.redoStack);
		return super.redo();
	}

	#dropOvertaken(stack: StackItem[]): void {
		this.passedOver = 0;
		for (let top = stack.at(-1); top && isOvertaken(this.doc, top); top = stack.at(-1)) {
			stack.pop();
			this.passedOver++;
		}
	}
}

function isOvertaken(doc: Y.Doc, { insertions, deletions }: StackItem): boolean {
	if (deletions.clients.size === 0) return false;
	let overtaken = false;
	doc.transact((transaction) =>
		Y.iterateDeletedStructs(transaction, insertions, (struct) => {
			if (isGone(doc, struct) && !Y.isDeleted(deletions, struct.id)) overtaken = true;
		})
	);
	return overtaken;
}

/** Deleted, and not brought back by undo, which makes it anew under another id. */
function isGone(doc: Y.Doc, struct: Y.Item | Y.GC): boolean {
	let now = struct;
	while (now instanceof Y.Item && now.redone !== null) now = Y.getItem(doc.store, now.redone);
	return now.deleted;
}

export const historyOf = (doc: Y.Doc): History =>
	new History([itemsOf(doc), actionsOf(doc), arisingOf(doc)] as Y.AbstractType<unknown>[], {
		trackedOrigins: new Set([ySyncPluginKey, HERE]),
		// Without it, undoing one's own new line would take along what somebody else typed into it meanwhile.
		deleteFilter: (item) => defaultDeleteFilter(item, new Set([LINE]))
	});
