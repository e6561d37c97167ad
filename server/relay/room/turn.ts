/**
 * The heart of the relay. One turn takes what all documents have received and takes it through, in this order and no
 * other: append → apply → broadcast → sync → acknowledge (design.md D3).
 */
import { Close, Refused } from '#core/wire/wire.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { LoggedFrame, Shut, UpdateLog } from '#server/store/log/updates.ts';
import type { Connection } from '#server/relay/socket/connection.ts';
import { Load } from './load.ts';
import type { Pending, Room } from './room.ts';

/** [R11] How long to wait when somebody else is writing to the file. */
const BUSY_MS = 3;

/** [R21] How often to look whether there is room again. */
const ROOM_MS = 1000;

/** [R64] From the beginning of one sync to the next. A sync costs more than a commit, and one covers all before it. */
const SYNC_REST_MS = 10;
/** The same when nobody asked to be told: the text of stock clients is on the disk soon, too. */
const UNASKED_SYNC_MS = 100;

export interface Turns {
	schedule(room: Room): void;
	/** Resolves when nothing waits and everything is on disk and acknowledged. */
	drained(): Promise<void>;
	stop(): void;
}

/**
 * @param heldBytes [R36] that may wait for somebody else to finish writing; then their authors keep them
 * @param onFatal the disk cannot be trusted: nothing may be acknowledged any more, the process must end
 */
export function startTurns(
	log: UpdateLog,
	now: () => Instant,
	heldBytes: number,
	onFatal: (error: unknown) => void
): Turns {
	/** What waits, and since when it may be taken (milliseconds of a clock that never goes back). */
	const waiting = new Map<Room, number>();
	const lastTurn = new WeakMap<Room, number>();
	const load = new Load();
	let immediate: NodeJS.Immediate | null = null;
	let timer: NodeJS.Timeout | null = null;
	let timerAt = Infinity;
	let busyUntil = -Infinity;
	let dead = false;
	let position = log.head();
	/** Committed, not yet on disk: how many counted frames of each connection. */
	let unsaved = new Map<Connection, number>();
	/** Whether one of those has asked to be told. */
	let asked = false;
	let syncTimer: NodeJS.Timeout | null = null;
	let syncAt = Infinity;
	let lastSync = -Infinity;
	const settling = new Set<Promise<void>>();
	const turnedAway = new Set<Connection>();
	let roomTimer: NodeJS.Timeout | null = null;

	function schedule(room: Room): void {
		const at = performance.now();
		const due = room.due(at, lastTurn.get(room) ?? -Infinity, load.at(at));
		if (due >= (waiting.get(room) ?? Infinity)) return;
		waiting.set(room, due);
		wake(due);
	}

	function wake(due: number): void {
		if (dead || immediate !== null) return;
		const at = Math.max(due, busyUntil);
		const wait = at - performance.now();
		if (wait <= 0) {
			if (timer) clearTimeout(timer);
			timer = null;
			timerAt = Infinity;
			immediate = setImmediate(turn);
		} else if (at < timerAt) {
			if (timer) clearTimeout(timer);
			timerAt = at;
			timer = setTimeout(turn, wait);
		}
	}

	function turn(): void {
		immediate = null;
		if (timer) clearTimeout(timer);
		timer = null;
		timerAt = Infinity;
		if (dead) return;
		const at = performance.now();
		const rooms: Room[] = [];
		for (const [room, due] of waiting)
			// What is nearly due comes along: a timer is no more exact than that.
			if (due <= at + 1) {
				rooms.push(room);
				waiting.delete(room);
				lastTurn.set(room, at);
			}
		try {
			run(rooms);
		} catch (error) {
			dead = true;
			onFatal(error);
			return;
		}
		let next = Infinity;
		for (const due of waiting.values()) next = Math.min(next, due);
		if (next < Infinity) wake(next);
	}

	function run(rooms: readonly Room[]): void {
		const taken = new Map<Room, Pending[]>();
		for (const room of rooms) {
			const frames = room.takePending();
			if (frames.length > 0) taken.set(room, frames);
		}
		if (taken.size > 0) append(taken);
		for (const room of rooms) room.flush();
		if (unsaved.size > 0) syncSoon();
	}

	function append(taken: ReadonlyMap<Room, Pending[]>): void {
		const at = now();
		const batch: LoggedFrame[] = [];
		for (const [room, frames] of taken)
			for (const { from, update, known, before, needs } of frames)
				if (!known)
					batch.push({
						document: room.document.number,
						person: from.person,
						connection: from.id,
						at,
						frame: update,
						...(before && { before }),
						...(needs && { needs })
					});
		const appended =
			batch.length === 0
				? { kind: 'appended' as const, position, shut: new Map<number, Shut>() }
				: log.append(batch);
		switch (appended.kind) {
			case 'busy':
				busyUntil = performance.now() + BUSY_MS;
				if (bytesOf(taken) > heldBytes) return turnAway(taken, 'somebody else holds the records');
				for (const [room, frames] of taken) {
					room.putBack(frames);
					waiting.set(room, busyUntil);
				}
				return;
			case 'full':
				turnAway(taken, 'the disk is full');
				return;
			case 'appended':
				position = Math.max(position, appended.position);
				for (const [room, frames] of taken) settle(room, frames, appended.shut.get(room.document.number));
				return;
			default:
				appended satisfies never;
		}
	}

	/**
	 * [R21] Nothing of it is kept here, but its author has it all, and comes back with it when there is room again. Until
	 * then the line stays open: reading goes on, and each new refusal is told.
	 */
	function turnAway(taken: ReadonlyMap<Room, readonly Pending[]>, why: string): void {
		for (const [room, frames] of taken) {
			for (const { from, index, known } of frames) {
				if (!known) from.refuse(index, Refused.StorageFull, why);
				turnedAway.add(from);
			}
			room.turnedAway();
		}
		roomTimer ??= setInterval(lookForRoom, ROOM_MS);
	}

	function lookForRoom(): void {
		try {
			if (dead || !log.hasRoom()) return;
		} catch (error) {
			dead = true;
			onFatal(error);
			return;
		}
		if (roomTimer) clearInterval(roomTimer);
		roomTimer = null;
		for (const connection of turnedAway) connection.close(Close.Overloaded, 'there is room again');
		turnedAway.clear();
	}

	function settle(room: Room, frames: readonly Pending[], shut: Shut | undefined): void {
		// [R91] Their authors keep what was not taken, and are told to begin anew.
		if (shut === 'replaced') return room.replace();
		if (shut === 'signed') room.shut();
		else room.apply(frames);
		for (const { from, index, known } of frames) {
			if (shut === 'signed' && !known) from.refuse(index, Refused.Signed, 'the meeting is signed');
			else {
				unsaved.set(from, index + 1);
				if (!known) room.wrote(from, index + 1, position);
				asked ||= from.wantsAck;
			}
		}
	}

	function syncSoon(): void {
		const due = lastSync + (asked ? SYNC_REST_MS : UNASKED_SYNC_MS);
		if (due >= syncAt) return;
		if (syncTimer) clearTimeout(syncTimer);
		const wait = due - performance.now();
		if (wait <= 0) return sync();
		syncAt = due;
		syncTimer = setTimeout(sync, wait);
	}

	function sync(): void {
		syncTimer = null;
		syncAt = Infinity;
		if (dead) return;
		lastSync = performance.now();
		const counts = unsaved;
		const reached = position;
		unsaved = new Map();
		asked = false;
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
			while (!dead && (waiting.size > 0 || unsaved.size > 0 || settling.size > 0)) {
				if (settling.size > 0) await Promise.all(settling);
				else await new Promise((resolve) => setTimeout(resolve, 1));
			}
		},
		stop() {
			dead = true;
			if (immediate) clearImmediate(immediate);
			if (timer) clearTimeout(timer);
			if (syncTimer) clearTimeout(syncTimer);
			if (roomTimer) clearInterval(roomTimer);
		}
	};
}

function bytesOf(taken: ReadonlyMap<Room, readonly Pending[]>): number {
	let bytes = 0;
	for (const frames of taken.values()) for (const { update } of frames) bytes += update.length;
	return bytes;
}
