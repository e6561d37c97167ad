/**
 * [I6] What a server needs of the disk to begin at all: SQLite's lock, its shared memory, the head of its log of writes. It lies aside in a
 * file while there is room, and is given to a start that finds none, so that a server which stopped on a full disk comes back.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PRIVATE_FILE } from './data-directory.ts';

const ROOM_FILE = 'starting-room';
/** Some 80 kB are used. */
const BYTES = 256 * 1024;

const freeOn = (folder: string): number => {
	const { bavail, bsize } = statfsSync(folder);
	return bavail * bsize;
};

/** Before anything is opened. @returns whether it was needed: the disk is full */
export function useStartingRoom(dataDir: string): boolean {
	const file = path.join(dataDir, ROOM_FILE);
	if (!existsSync(file) || freeOn(dataDir) >= BYTES) return false;
	rmSync(file, { force: true });
	return true;
}

/** For the next start. Where there is too little room, or none, nothing is kept and nothing breaks. */
export function keepStartingRoom(dataDir: string): void {
	const file = path.join(dataDir, ROOM_FILE);
	if (existsSync(file) || freeOn(dataDir) < 4 * BYTES) return;
	try {
		// Not zeros, which some file systems do not store.
		writeFileSync(file, randomBytes(BYTES), { mode: PRIVATE_FILE, flag: 'wx' });
	} catch {
		rmSync(file, { force: true });
	}
}
