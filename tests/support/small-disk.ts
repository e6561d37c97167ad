/** A disk of its own that is soon full: a file system in memory, where this user may mount one. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SmallDisk {
	readonly folder: string;
	/** Takes every byte that is left. */
	fill(): void;
	/** Gives them back. */
	free(): void;
	remove(): void;
}

/** @returns why not, where that is not allowed */
export function smallDisk(mib: number): SmallDisk | { readonly why: string } {
	const folder = mkdtempSync(path.join(tmpdir(), 'minutebook-disk-'));
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder], { stdio: 'pipe' });
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		return { why: error instanceof Error ? error.message : String(error) };
	}
	const ballast = path.join(folder, 'ballast');
	return {
		folder,
		fill() {
			const file = openSync(ballast, 'a');
			for (let piece = 1024 * 1024; piece >= 1;) {
				try {
					if (writeSync(file, Buffer.alloc(piece)) < piece) piece = Math.trunc(piece / 2);
				} catch {
					piece = Math.trunc(piece / 2);
				}
			}
			closeSync(file);
			const { bavail } = statfsSync(folder);
			if (bavail !== 0) throw new Error(`${bavail} blocks are left`);
		},
		free: () => rmSync(ballast, { force: true }),
		remove() {
			execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
