/**
 * [R72] The last of the disk belongs to those who finish something: signing, folding, a checkpoint. Typing stops before,
 * with a refusal by name, because its author still has it.
 */
import { statfsSync } from 'node:fs';
import type { UpdateLog } from '#server/store/log/updates.ts';

/** [R72] Bytes, where RELAY_LIMITS says nothing else: signing a meeting takes some MiB, a checkpoint as much as the log of writes. */
export const DISK_RESERVE = 64 * 1024 * 1024;

/** @param limits RELAY_LIMITS as it stands in the configuration */
export function reserveOf(limits: unknown): number {
	const given: unknown =
		typeof limits === 'object' && limits !== null ? Reflect.get(limits, 'diskReserveBytes') : undefined;
	return typeof given === 'number' && given > 0 ? given : DISK_RESERVE;
}

/** Milliseconds. What can be typed meanwhile is a small part of any reserve. */
const LOOK_MS = 1000;

/** @param isKept whether what must stay free is free */
export function keepReserve(log: UpdateLog, isKept: () => boolean): UpdateLog {
	return {
		...log,
		append: (batch) => (isKept() ? log.append(batch) : { kind: 'full' }),
		hasRoom: () => isKept() && log.hasRoom()
	};
}

/**
 * @param clock milliseconds, never goes back
 * @returns whether so many bytes are free on the disk of a folder; looks once a second
 */
export function diskReserve(folder: string, bytes: number, clock: () => number): () => boolean {
	let looked = -Infinity;
	let isKept = true;
	return () => {
		if (clock() - looked < LOOK_MS) return isKept;
		looked = clock();
		const { bavail, bsize } = statfsSync(folder);
		isKept = bavail * bsize >= bytes;
		return isKept;
	};
}
