/**
 * A disk that loses power. Of the `-wal` file it remembers what was there when a sync began that has ended; whatever was
 * written since may be there afterwards, or not, or be rubbish, sector by sector. The main file is taken as it stands:
 * SQLite writes it in checkpoints only, which end within the commit that began them, after syncing first the `-wal` file
 * and then the main one.
 */
import { fdatasync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect, DATABASE_FILE } from '#server/store/database/database.ts';
import { openLog, type OpenLog, type UpdateLog } from '#server/store/log/updates.ts';
import type { Chance } from './chance.ts';

const SECTOR = 512;
/** Of the `-wal` file. Written, and synced by SQLite, whenever the file is begun again from the front. */
const HEADER = 32;

interface Picture {
	readonly main: Buffer;
	/** Certain to be there. */
	readonly safe: Buffer;
	/** Written. */
	readonly wal: Buffer;
}

export class Disk {
	readonly #chance: Chance;
	readonly #commits: number;
	readonly #checkpoint: number;
	readonly #spoil: (log: UpdateLog) => UpdateLog;
	#folder = '';
	#safe: Buffer = Buffer.alloc(0);
	#main: Buffer = Buffer.alloc(0);
	#picture: Picture | null = null;

	/**
	 * @param commits the power goes after so many
	 * @param checkpoint pages after which SQLite begins the `-wal` file again
	 * @param spoil makes a log that must be caught
	 */
	constructor(
		chance: Chance,
		{ commits, checkpoint }: { commits: number; checkpoint: number },
		spoil: (log: UpdateLog) => UpdateLog = (log) => log
	) {
		this.#chance = chance;
		this.#commits = commits;
		this.#checkpoint = checkpoint;
		this.#spoil = spoil;
	}

	get isOff(): boolean {
		return this.#picture !== null;
	}

	readonly open: OpenLog = (folder) => {
		this.#folder = folder;
		const sqlite = connect(folder, 'NORMAL');
		sqlite.pragma(`wal_autocheckpoint = ${this.#checkpoint}`);
		const log = this.#spoil(openLog(folder, sqlite, (wal) => this.#sync(wal)));
		let left = this.#commits;
		return {
			...log,
			append: (batch) => {
				if (this.#picture) throw new Error('no power');
				const appended = log.append(batch);
				this.#noticeCheckpoint();
				if (--left === 0) this.#cut();
				return appended;
			},
			// Nobody is told anything any more.
			synced: () => log.synced().then(() => (this.#picture ? new Promise<void>(() => undefined) : undefined)),
			close: () => Promise.resolve(sqlite.close()).then(() => undefined)
		};
	};

	/** What is written so far is safe: the records sync by themselves. */
	settle(): void {
		this.#main = this.#read();
		this.#safe = this.#read('-wal');
	}

	#noticeCheckpoint(): void {
		if (!this.#read().equals(this.#main)) this.settle();
	}

	#read(suffix = ''): Buffer {
		return readFileSync(path.join(this.#folder, DATABASE_FILE + suffix));
	}

	#sync(wal: number): Promise<void> {
		const written = this.#read('-wal');
		const main = this.#main;
		return new Promise((resolve, reject) =>
			fdatasync(wal, (error) => {
				if (error) return reject(error);
				// After a checkpoint more is safe than this.
				if (!this.#picture && this.#main === main) this.#safe = written;
				resolve();
			})
		);
	}

	#cut(): void {
		this.#picture = { main: this.#main, safe: this.#safe, wal: this.#read('-wal') };
	}

	/** Writes what is found when the power is back. */
	restore(folder: string): void {
		if (!this.#picture) throw new Error('the power is on');
		const { main, safe, wal } = this.#picture;
		writeFileSync(path.join(folder, DATABASE_FILE), main);
		writeFileSync(path.join(folder, `${DATABASE_FILE}-wal`), this.#torn(safe, wal));
	}

	#torn(safe: Buffer, wal: Buffer): Buffer {
		const found = Buffer.alloc(wal.length);
		safe.copy(found);
		const style = this.#chance.below(3);
		for (let at = 0; at < wal.length; at += SECTOR) {
			const end = Math.min(at + SECTOR, wal.length);
			const from = this.#firstDifference(safe, wal, at, end);
			if (from === end) continue;
			const fate = style === 0 ? 0 : this.#chance.below(style === 1 ? 2 : 3);
			if (fate === 1) wal.copy(found, from, from, end);
			else if (fate === 2) for (let n = from; n < end; n++) found[n] = this.#chance.below(256);
		}
		wal.copy(found, 0, 0, HEADER);
		const least = Math.min(safe.length, wal.length);
		return found.subarray(0, least + this.#chance.below(wal.length - least + 1));
	}

	/** A sector that was half full when it was synced keeps that half. */
	#firstDifference(safe: Buffer, wal: Buffer, at: number, end: number): number {
		for (let n = at; n < end; n++) if (n >= safe.length || safe[n] !== wal[n]) return n;
		return end;
	}
}
