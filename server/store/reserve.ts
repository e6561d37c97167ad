/**
 * [R72] The last of the disk belongs to those who finish something: signing, folding, a checkpoint. Typing stops before,
 * with a refusal by name, because its author still has it.
 */
import { statfsSync } from 'node:fs';
import type { UpdateLog } from './updates.ts';

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
