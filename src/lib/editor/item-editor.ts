import type { EditorOptions } from '@tiptap/core';
import { Document } from '@tiptap/extension-document';
import { Text } from '@tiptap/extension-text';
import type * as Y from 'yjs';
import { knownNames } from '#core/reading/known-names.ts';
import { ownersOf } from '#document/minutes/actions.ts';
import { LINE } from '#document/fields.ts';
import type { EditorHost } from '#lib/editor/host.ts';
import { Annotate } from '#lib/editor/marks/annotate.ts';
import { Recognise } from '#lib/editor/recognise/recognise.ts';
import { Clipboard } from '#lib/editor/across/clipboard.ts';
import { Placeholders } from '#lib/editor/recognise/placeholders.ts';
import { Expand } from '#lib/editor/keys/expand.ts';
import { LineIds } from './ids.ts';
import { InitialsChip } from '#lib/editor/recognise/initials-chip.ts';
import { Keys } from '#lib/editor/keys/keys.ts';
import { LineView } from '#lib/editor/schema/line-view.ts';
import { Line } from '#lib/editor/schema/line.ts';
import { CrossItemKeys } from '#lib/editor/across/cross-item-keys.ts';
import { PaperLinks } from '#lib/editor/recognise/paper-links.ts';
import { RemarkMarks } from '#lib/editor/marks/remark-marks.ts';
import { Questions, takeOffer } from '#lib/editor/recognise/questions.ts';
import { YBinding } from '#lib/editor/binding/y-binding.ts';
import { UnreadCaret } from '#lib/editor/marks/unread-caret.ts';

const ItemDocument = Document.extend({ content: 'line+' });

/**
 * All that makes an editor the editor of one item. TipTap's own keys and its copying as text stay out: they know
 * paragraphs, not lines with a kind and an id.
 */
export const itemEditor = (item: string, body: Y.XmlFragment, page: EditorHost): Partial<EditorOptions> => ({
	injectCSS: false,
	// Until the shared text is bound. Without it TipTap would have an empty string parsed as HTML.
	content: { type: 'doc', content: [{ type: LINE }] },
	enableInputRules: false,
	enablePasteRules: false,
	enableCoreExtensions: { keymap: false, clipboardTextSerializer: false },
	extensions: [
		ItemDocument,
		Text,
		Line.extend({
			addNodeView: () => (props) =>
				new LineView(props.node, props.decorations as never, {
					openAction: page.openAction,
					askOwner: (action, index) => {
						const owner = page.mayWrite() ? ownersOf(page.session.doc, action)[index] : undefined;
						if (owner) page.asking.ask(action, owner.key, true);
						else page.openAction(action);
					},
					openRemarks: (line) => page.openRemarks(item, line),
					takeOffer: (line) => takeOffer(props.editor, page, line)
				})
		}),
		YBinding.configure({ session: page.session, body }),
		LineIds,
		Annotate.configure({ knows: (name) => knownNames(page.roster())(name) }),
		Questions.configure({ page }),
		Recognise.configure({
			session: page.session,
			knows: (name) => knownNames(page.roster())(name),
			ownersTyped: (action) => page.asking.typed(action)
		}),
		Placeholders,
		InitialsChip.configure({ roster: () => page.roster() }),
		Expand.configure({ session: page.session, phrases: () => page.phrases(), now: () => Date.now() }),
		PaperLinks.configure({ meeting: page.meeting, papers: () => page.papersOf(item) }),
		RemarkMarks.configure({ body, tabStop: () => !page.mayWrite() }),
		Clipboard.configure({ session: page.session, item }),
		UnreadCaret,
		CrossItemKeys.configure({ item, page }),
		Keys.configure({ item, page })
	]
});
