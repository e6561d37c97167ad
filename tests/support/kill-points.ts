/** Named places in the life of a frame at which a process kills itself, to find out what is then on disk. */
import type Sqlite from 'better-sqlite3';
import type { UpdateLog } from '#server/store/log/updates.ts';

export const TURN_POINTS = [
	'before the transaction',
	'before an insert',
	'after an insert',
	'after the commit',
	'before the sync',
	'after the sync',
	'after the acknowledgement'
] as const;
export type TurnPoint = (typeof TURN_POINTS)[number];

export const FOLD_POINTS = [
	'before the fold is written',
	'after the fold is written, before its commit',
	'before a row is copied',
	'after a row is copied',
	'after a row is taken out',
	'before a row is forgotten'
] as const;
export type FoldPoint = (typeof FOLD_POINTS)[number];

const die = (): never => {
	process.kill(process.pid, 'SIGKILL');
	throw new Error('still alive');
};

/** @returns kills this process the `nth` time it is called */
function countdown(nth: number): () => void {
	let left = nth;
	return () => {
		if (--left === 0) die();
	};
}

/** A trigger of this connection only: the statement that meets it is the last thing this process does. */
function trap(sqlite: Sqlite.Database, event: string, reach: () => void): void {
	sqlite.function('reach', () => {
		reach();
		return 0;
	});
	sqlite.exec(`CREATE TEMP TRIGGER trap ${event} BEGIN SELECT reach(); END`);
}

export function withTurnPoint(
	log: UpdateLog,
	sqlite: Sqlite.Database,
	point: TurnPoint,
	nth: number
): UpdateLog {
	const reach = countdown(nth);
	switch (point) {
		case 'before an insert':
			trap(sqlite, 'BEFORE INSERT ON main.update_log', reach);
			return log;
		case 'after an insert':
			trap(sqlite, 'AFTER INSERT ON main.update_log', reach);
			return log;
		case 'before the transaction':
		case 'after the commit':
			return {
				...log,
				append(batch) {
					if (point === 'before the transaction') reach();
					const appended = log.append(batch);
					if (point === 'after the commit') reach();
					return appended;
				}
			};
		case 'before the sync':
		case 'after the sync':
		case 'after the acknowledgement':
			return {
				...log,
				async synced() {
					if (point === 'before the sync') reach();
					await log.synced();
					if (point === 'after the sync') reach();
					// By then those who waited for this have been told.
					if (point === 'after the acknowledgement') setImmediate(reach);
				}
			};
		default:
			return point satisfies never;
	}
}

const FOLD_EVENTS: Readonly<Record<FoldPoint, string>> = {
	'before the fold is written': 'BEFORE INSERT ON main.log_fold',
	'after the fold is written, before its commit': 'AFTER INSERT ON main.log_fold',
	'before a row is copied': 'BEFORE INSERT ON main.folded_log',
	'after a row is copied': 'AFTER INSERT ON main.folded_log',
	'after a row is taken out': 'AFTER DELETE ON main.update_log',
	'before a row is forgotten': 'BEFORE DELETE ON main.folded_log'
};

export const setFoldPoint = (sqlite: Sqlite.Database, point: FoldPoint, nth: number): void =>
	trap(sqlite, FOLD_EVENTS[point], countdown(nth));
