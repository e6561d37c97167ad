/** Files that only their owner reads, on the disk before anything says that they are. */
import { constants } from 'node:fs';
import { chmod, copyFile, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { PRIVATE_FILE } from '#server/store/database/data-directory.ts';

/** A copy of its own; where the file system can, the bytes are shared until one of the two changes. */
export async function copyPrivately(from: string, to: string): Promise<void> {
	await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
	await chmod(to, PRIVATE_FILE);
}

/** Every file and folder below, and the folder. */
export async function syncAll(folder: string): Promise<void> {
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
		await syncPlace(path.join(entry.parentPath, entry.name));
	await syncPlace(folder);
}

export async function syncPlace(place: string): Promise<void> {
	const file = await open(place, 'r');
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}
