/** The letters that the demo's own mail server received, under DATA_DIR/mailbox: raw, read, and what was attached. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '#core/kernel/time.ts';

export const MAILBOX_FOLDER = 'mailbox';

/** Time of arrival (15 digits) and chance (12 hex digits): names sort as letters came in. */
const NAME = /^\d{15}[0-9a-f]{12}$/;

export interface ReceivedLetter {
	readonly at: Instant;
	readonly from: string;
	readonly to: string;
	readonly subject: string;
	readonly messageId: string;
	readonly text: string;
	readonly attachments: readonly { readonly name: string; readonly type: string; readonly bytes: number }[];
}

/** Files of one letter: `.eml` as it came, `.0`, `.1` … what was attached, and last `.json`, which makes it a letter. */
export async function keepReceived(
	dataDir: string,
	letter: ReceivedLetter,
	raw: Uint8Array,
	attached: readonly Uint8Array[]
): Promise<void> {
	const folder = path.join(dataDir, MAILBOX_FOLDER);
	await mkdir(folder, { recursive: true });
	const name = path.join(folder, `${String(letter.at).padStart(15, '0')}${randomBytes(6).toString('hex')}`);
	await write(`${name}.eml`, raw);
	for (const [index, content] of attached.entries()) await write(`${name}.${index}`, content);
	await write(`${name}.json`, Buffer.from(JSON.stringify(letter)));
}

/** Written beside, synced, then named: nobody ever reads half a file. */
async function write(name: string, content: Uint8Array): Promise<void> {
	const file = await open(`${name}.part`, 'wx');
	try {
		await file.writeFile(content);
		await file.sync();
	} finally {
		await file.close();
	}
	await rename(`${name}.part`, name);
}

/** Newest first. */
export async function receivedIds(dataDir: string): Promise<string[]> {
	const names = await readdir(path.join(dataDir, MAILBOX_FOLDER)).catch(() => []);
	return names
		.filter((name) => name.endsWith('.json'))
		.map((name) => name.slice(0, -'.json'.length))
		.filter((id) => NAME.test(id))
		.sort()
		.reverse();
}

/** null: there is none of that name. */
export async function readReceived(dataDir: string, id: string): Promise<ReceivedLetter | null> {
	const content = NAME.test(id) ? await readIfThere(path.join(dataDir, MAILBOX_FOLDER, `${id}.json`)) : null;
	return content === null ? null : (JSON.parse(content.toString('utf8')) as ReceivedLetter);
}

/** @param index from 0 */
export async function readAttached(dataDir: string, id: string, index: number): Promise<Uint8Array | null> {
	return NAME.test(id) && Number.isInteger(index)
		? readIfThere(path.join(dataDir, MAILBOX_FOLDER, `${id}.${index}`))
		: null;
}

async function readIfThere(file: string): Promise<Buffer | null> {
	try {
		return await readFile(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}
