/** What the demo's mailbox page shows of the letters received. */
import PostalMime, { type Address, type Email } from 'postal-mime';
import { longInstant } from '#core/time.ts';
import { readReceived, receivedFiles } from '#server/store/mailbox.ts';

/** More would only make the page slow; older letters stay in the folder. */
const MOST = 200;

export interface MailboxEntry {
	readonly id: string;
	readonly arrived: string;
	readonly to: string;
	readonly subject: string;
}

export interface MailboxLetter extends MailboxEntry {
	readonly from: string;
	readonly messageId: string;
	readonly text: string;
	readonly attachments: readonly { readonly name: string; readonly type: string; readonly bytes: number }[];
}

export interface MailboxAttachment {
	readonly name: string;
	readonly type: string;
	readonly content: Uint8Array;
}

/** Newest first. */
export async function mailboxList(dataDir: string): Promise<MailboxEntry[]> {
	const files = (await receivedFiles(dataDir)).slice(0, MOST);
	const entries = await Promise.all(
		files.map(async ({ id }) => {
			const received = await readReceived(dataDir, id);
			if (received === null) return [];
			const raw = Buffer.from(received.raw);
			const head = raw.indexOf('\r\n\r\n');
			const email = await PostalMime.parse(raw.subarray(0, head === -1 ? raw.length : head + 4));
			return [entry(id, received.at, email)];
		})
	);
	return entries.flat();
}

/** null: there is no such letter. */
export async function mailboxLetter(dataDir: string, id: string): Promise<MailboxLetter | null> {
	const received = await readReceived(dataDir, id);
	if (received === null) return null;
	const email = await PostalMime.parse(received.raw);
	return {
		...entry(id, received.at, email),
		from: email.from === undefined ? '' : addressWords([email.from]),
		messageId: email.messageId ?? '',
		text: email.text ?? '',
		attachments: attachmentsOf(email).map(({ name, type, content }) => ({
			name,
			type,
			bytes: content.byteLength
		}))
	};
}

/** @param index from 0, as listed */
export async function mailboxAttachment(
	dataDir: string,
	id: string,
	index: number
): Promise<MailboxAttachment | null> {
	const received = await readReceived(dataDir, id);
	if (received === null) return null;
	return attachmentsOf(await PostalMime.parse(received.raw))[index] ?? null;
}

function entry(id: string, at: number, email: Email): MailboxEntry {
	return {
		id,
		arrived: longInstant(at),
		to: addressWords(email.to ?? []),
		subject: email.subject ?? '(no subject)'
	};
}

function attachmentsOf(email: Email): MailboxAttachment[] {
	return email.attachments.map(({ filename, mimeType, content }, index) => ({
		name: filename ?? `attachment ${index + 1}`,
		type: mimeType,
		content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
	}));
}

function addressWords(addresses: readonly Address[]): string {
	return addresses
		.map(({ name, address }) =>
			address === undefined ? name : name === '' ? address : `${name} <${address}>`
		)
		.join(', ');
}
