/**
 * The heart of the relay. One turn takes what all documents have received and takes it through, in this order and no
 * other: append → apply → broadcast → sync → acknowledge (design.md D3).
 */
import { Close, Refused } from '#core/wire.ts';
import type { Instant } from '#core/time.ts';
import type { LoggedFrame, UpdateLog } from '#server/store/updates.ts';
import type { Connection } from './connection.ts';
import type { Pending, Room } from './room.ts';

/** [R11] How long to wait when somebody else is writing to the file. */
const BUSY_MS = 3;

export interface Turns {
	schedule(room: Room): void;
	/** Resolves when nothing waits and everything is on disk and acknowledged. */
	drained(): Promise<void>;
	stop(): void;
}

/** @param onFatal the disk cannot be trusted: nothing may be acknowledged any more, the process must end */
export function startTurns(log: UpdateLog, now: () => Instant, onFatal: (error: unknown) => void): Turns {
	let waiting = new Set<Room>();
	let immediate: NodeJS.Immediate | null = null;
	let retry: NodeJS.Timeout | null = null;
	let dead = false;
	let position = 0;
	const settling = new Set<Promise<void>>();

	function schedule(room: Room): void {
		waiting.add(room);
		if (!dead && immediate === null && retry === null) immediate = setImmediate(turn);
	}

	function turn(): void {
		immediate = null;
		retry = null;
		if (dead) return;
		const rooms = waiting;
		waiting = new Set();
		try {
			run(rooms);
			// After the text: a caret is a place in it.
			for (const room of rooms) room.announce();
		} catch (error) {
			dead = true;
			onFatal(error);
		}
	}

	function run(rooms: ReadonlySet<Room>): void {
		const taken = new Map<Room, Pending[]>();
		for (const room of rooms) {
			const frames = room.takePending();
			if (frames.length > 0) taken.set(room, frames);
		}
		if (taken.size === 0) return;
		const at = now();
		const batch: LoggedFrame[] = [];
		for (const [room, frames] of taken)
			for (const { from, update, known } of frames)
				if (!known)
					batch.push({
						document: room.document.number,
						person: from?.person ?? null,
						connection: from?.id ?? 'relay',
						at,
						frame: update
					});
		const appended =
			batch.length === 0
				? { kind: 'appended' as const, position, shut: new Set<number>() }
				: log.append(batch);
		switch (appended.kind) {
			case 'busy':
				for (const [room, frames] of taken) {
					room.putBack(frames);
					waiting.add(room);
				}
				retry = setTimeout(turn, BUSY_MS);
				return;
			case 'full':
				for (const frames of taken.values()) refuseAll(frames);
				return;
			case 'appended':
				position = Math.max(position, appended.position);
				settle(taken, appended.shut, position);
				return;
			default:
				appended satisfies never;
		}
	}

	function settle(taken: ReadonlyMap<Room, Pending[]>, shut: ReadonlySet<number>, reached: number): void {
		const counts = new Map<Connection, number>();
		for (const [room, frames] of taken) {
			const isShut = shut.has(room.document.number);
			if (isShut) room.shut();
			else room.apply(frames);
			for (const { from, index, known } of frames) {
				if (isShut && !known) from?.refuse(index, Refused.Signed, 'the meeting is signed');
				else if (from) counts.set(from, index + 1);
			}
		}
		if (counts.size === 0) return;
		const settled = log.synced().then(
			() => {
				for (const [connection, count] of counts) connection.acknowledge(count, reached);
			},
			(error: unknown) => {
				dead = true;
				onFatal(error);
			}
		);
		settling.add(settled);
		void settled.finally(() => settling.delete(settled));
	}

	return {
		schedule,
		async drained() {
			while (!dead && (waiting.size > 0 || settling.size > 0)) {
				if (settling.size > 0) await Promise.all(settling);
				else await new Promise((resolve) => setTimeout(resolve, 1));
			}
		},
		stop() {
			dead = true;
			if (immediate) clearImmediate(immediate);
			if (retry) clearTimeout(retry);
		}
	};
}

/** [R21] Nothing of it is kept here, but the client has it all: it goes away and comes back with it. */
function refuseAll(frames: readonly Pending[]): void {
	for (const { from, index, known } of frames) {
		if (!known) from?.refuse(index, Refused.StorageFull, 'the disk is full');
		from?.close(Close.Overloaded, 'the disk is full');
	}
}
