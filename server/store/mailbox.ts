/** The letters that the demo's own mail server received: raw, one file each, under DATA_DIR/mailbox. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '#core/time.ts';

export const MAILBOX_FOLDER = 'mailbox';

/** Time of arrival (15 digits) and chance (12 hex digits): names sort as letters came in. */
const NAME = /^(\d{15})[0-9a-f]{12}$/;

export interface ReceivedFile {
	readonly id: string;
	readonly at: Instant;
}

/** Written beside, synced, then named: a reader never sees half a letter. */
export async function keepReceived(dataDir: string, at: Instant, raw: Uint8Array): Promise<void> {
	const folder = path.join(dataDir, MAILBOX_FOLDER);
	await mkdir(folder, { recursive: true });
	const id = `${String(at).padStart(15, '0')}${randomBytes(6).toString('hex')}`;
	const beside = path.join(folder, `${id}.part`);
	const file = await open(beside, 'wx');
	try {
		await file.writeFile(raw);
		await file.sync();
	} finally {
		await file.close();
	}
	await rename(beside, path.join(folder, `${id}.eml`));
}

/** Newest first. */
export async function receivedFiles(dataDir: string): Promise<ReceivedFile[]> {
	const names = await readdir(path.join(dataDir, MAILBOX_FOLDER)).catch(() => []);
	return names
		.filter((name) => name.endsWith('.eml'))
		.map((name) => name.slice(0, -4))
		.flatMap((id) => {
			const at = NAME.exec(id)?.[1];
			return at === undefined ? [] : [{ id, at: Number(at) }];
		})
		.sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** null: there is none of that name. */
export async function readReceived(
	dataDir: string,
	id: string
): Promise<{ at: Instant; raw: Uint8Array } | null> {
	const at = NAME.exec(id)?.[1];
	if (at === undefined) return null;
	try {
		return { at: Number(at), raw: await readFile(path.join(dataDir, MAILBOX_FOLDER, `${id}.eml`)) };
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}
