/**
 * The content of papers, under DATA_DIR/papers by its SHA-256. Files and not rows: 25 MB in a transaction would hold up
 * the relay's log, and a file that is never changed can be copied at any time. A row is written only after its file is on
 * the disk, so a backup takes the database first and the papers after it.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	fsyncSync,
	openSync,
	readSync,
	renameSync,
	rmSync,
	statfsSync
} from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Bytes } from '#core/agenda/papers.ts';
import { makePrivateFolder, PRIVATE_FILE } from '#server/store/database/data-directory.ts';

export const PAPERS_FOLDER = 'papers';
const INCOMING = 'incoming';
const ASK_BYTES = 1024 * 1024;
const SHA256 = /^[0-9a-f]{64}$/;
/** An upload takes minutes; what is older was left behind by a process that died. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000;

/** A file that has come in whole and is on the disk, but is nobody's paper yet. */
export interface Received {
	/** Where it lies until it is kept. */
	readonly file: string;
	readonly sha256: string;
	readonly content: Bytes;
	/** Gives it its place, once. At once, so that it can stand in a transaction beside its row. */
	keep(): void;
	/** Ends it: what was not kept is gone. */
	close(): Promise<void>;
}

export const paperFileOf = (dataDir: string, sha256: string): string =>
	path.join(dataDir, PAPERS_FOLDER, sha256.slice(0, 2), sha256);

export const isPaperFileThere = (dataDir: string, sha256: string): boolean =>
	SHA256.test(sha256) && existsSync(paperFileOf(dataDir, sha256));

/**
 * Takes a body in, piece by piece. @param hasRoom whether more may be written; asked at every MiB
 * @returns `too-large` or `no-room` as soon as it is so: the rest is not read
 */
export async function receivePaper(
	dataDir: string,
	body: AsyncIterable<Uint8Array>,
	limit: number,
	hasRoom: () => boolean = () => true
): Promise<Received | 'too-large' | 'no-room'> {
	const folder = path.join(dataDir, PAPERS_FOLDER, INCOMING);
	makePrivateFolder(folder);
	await sweep(folder);
	const name = path.join(folder, `${randomBytes(12).toString('hex')}.part`);
	const file = await open(name, 'wx+', PRIVATE_FILE);
	const abandon = async () => {
		await file.close();
		await rm(name, { force: true });
	};
	const hash = createHash('sha256');
	let [length, asked] = [0, 0];
	try {
		for await (const chunk of body) {
			length += chunk.length;
			if (length > limit) {
				await abandon();
				return 'too-large';
			}
			if (asked + ASK_BYTES <= length) {
				asked = length;
				if (!hasRoom()) {
					await abandon();
					return 'no-room';
				}
			}
			hash.update(chunk);
			await file.writeFile(chunk);
		}
		await file.sync();
	} catch (error) {
		await abandon();
		if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return 'no-room';
		throw error;
	}
	const sha256 = hash.digest('hex');
	const place = paperFileOf(dataDir, sha256);
	makePrivateFolder(path.dirname(place));
	return {
		file: name,
		sha256,
		content: {
			length,
			read(at, wanted) {
				const bytes = Buffer.alloc(Math.max(0, Math.min(wanted, length - at)));
				return bytes.subarray(0, readSync(file.fd, bytes, 0, bytes.length, at));
			}
		},
		keep() {
			if (existsSync(place)) return;
			renameSync(name, place);
			for (const directory of [path.dirname(place), path.join(dataDir, PAPERS_FOLDER)])
				syncDirectory(directory);
		},
		close: abandon
	};
}

async function sweep(folder: string): Promise<void> {
	for (const name of await readdir(folder)) {
		const file = path.join(folder, name);
		const found = await stat(file).catch(() => null);
		if (found !== null && Date.now() - found.mtimeMs > LEFT_BEHIND_MS) await rm(file, { force: true });
	}
}

function syncDirectory(directory: string): void {
	const descriptor = openSync(directory, 'r');
	fsyncSync(descriptor);
	closeSync(descriptor);
}

/** @returns null: there is no such file */
export async function openPaper(dataDir: string, sha256: string): Promise<ReadableStream<Uint8Array> | null> {
	if (!SHA256.test(sha256)) return null;
	try {
		const file = await open(paperFileOf(dataDir, sha256));
		return file.readableWebStream({ autoClose: true }) as ReadableStream<Uint8Array>;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}

/** Bytes that the server may still write on the disk of a folder. */
export function freeBytes(dataDir: string): number {
	const { bavail, bsize } = statfsSync(dataDir);
	return bavail * bsize;
}

/** At once, so that it can stand in the transaction that found nobody else who needs it. */
export function removePaperFile(dataDir: string, sha256: string): void {
	if (SHA256.test(sha256)) rmSync(paperFileOf(dataDir, sha256), { force: true });
}

/** Whether the file is there and is what its name says. */
export async function paperHolds(dataDir: string, sha256: string): Promise<boolean> {
	const stream = await openPaper(dataDir, sha256);
	if (stream === null) return false;
	const hash = createHash('sha256');
	for await (const chunk of stream) hash.update(chunk);
	return hash.digest('hex') === sha256;
}
