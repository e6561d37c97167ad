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
		return this.#take(this.undoStack, () => super.undo());
	}

	override redo(): StackItem | null {
		return this.#take(this.redoStack, () => super.redo());
	}

	/** What is overtaken is out of the way meanwhile: Yjs goes on by itself to the step below, when nothing is left to do of one. */
	#take(stack: StackItem[], step: () => StackItem | null): StackItem | null {
		const all = stack.splice(0);
		const overtaken = new Set(all.filter((one) => isOvertaken(this.doc, one)));
		stack.push(...all.filter((one) => !overtaken.has(one)));
		const done = step();
		const at = done ? all.indexOf(done) : -1;
		stack.splice(0, Infinity, ...all.slice(0, Math.max(at, 0)));
		this.passedOver = all.slice(at + 1).filter((one) => overtaken.has(one)).length;
		return done;
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
