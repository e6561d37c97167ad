/** What the demo's mailbox page shows of the letters received. */
import { longInstant } from '#core/kernel/time.ts';
import { readAttached, readReceived, receivedIds, type ReceivedLetter } from '#server/store/mail/mailbox.ts';

/** More would only make the page slow; older letters stay in the folder. */
const MOST = 200;

export interface MailboxEntry {
	readonly id: string;
	readonly arrived: string;
	readonly to: string;
	readonly subject: string;
}

export interface MailboxLetter extends Omit<ReceivedLetter, 'at'> {
	readonly id: string;
	readonly arrived: string;
}

/** Newest first. */
export async function mailboxList(dataDir: string): Promise<MailboxEntry[]> {
	const ids = (await receivedIds(dataDir)).slice(0, MOST);
	const entries = await Promise.all(
		ids.map(async (id) => {
			const letter = await readReceived(dataDir, id);
			return letter === null
				? []
				: [{ id, arrived: longInstant(letter.at), to: letter.to, subject: letter.subject }];
		})
	);
	return entries.flat();
}

/** null: there is no such letter. */
export async function mailboxLetter(dataDir: string, id: string): Promise<MailboxLetter | null> {
	const received = await readReceived(dataDir, id);
	if (received === null) return null;
	const { at, ...letter } = received;
	return { id, arrived: longInstant(at), ...letter };
}

/** @param index from 0, as listed */
export async function mailboxAttachment(
	dataDir: string,
	id: string,
	index: number
): Promise<{ readonly name: string; readonly type: string; readonly content: Uint8Array } | null> {
	const attachment = (await readReceived(dataDir, id))?.attachments[index];
	const content = attachment === undefined ? null : await readAttached(dataDir, id, index);
	return attachment === undefined || content === null
		? null
		: { name: attachment.name, type: attachment.type, content };
}
