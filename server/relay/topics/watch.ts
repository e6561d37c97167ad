/**
 * The relay's eye on what others commit: the web, the command line. `PRAGMA data_version` costs a microsecond and moves
 * when another connection has committed; then signatures, rights and topics are looked at again.
 */
import { Close } from '#core/wire/wire.ts';
import type { Database } from '#server/store/database/database.ts';
import { replacedAmong, signedAmong } from '#server/store/log/documents.ts';
import { asideAmong } from '#server/store/log/set-aside.ts';
import { topicVersions } from '#server/store/database/topics.ts';
import type { UpdateLog } from '#server/store/log/updates.ts';
import type { Access } from '#server/relay/access.ts';
import { verdict, type Listener } from './topic-listener.ts';
import type { Room } from '#server/relay/room/room.ts';

/** "Open pages turn read only within a second": a look, and its answer, take far less. */
const LOOK_MS = 150;
/** Sessions run out without anybody writing anything. */
const RECHECK_MS = 30_000;
/** [R48] Longest stretch of questions to the database with nothing in between. */
const BREATH_MS = 4;
/** A session in use is noted at most this often. */
const TOUCH_MS = 60_000;
/** Whoever comes within this time is noted in one go: after a restart everybody comes, and each commit is a sync. */
const ARRIVALS_MS = 1000;

export interface Watch {
	/** Look at the next opportunity, whether or not anything moved. */
	lookAgain(): void;
	/** Somebody came in with this session, which is use of it. */
	came(sessionId: string): void;
	stop(): Promise<void>;
}

export interface WatchOptions {
	readonly log: UpdateLog;
	readonly db: Database;
	readonly access: Access;
	readonly rooms: () => Iterable<Room>;
	readonly listeners: () => Iterable<Listener>;
	/** Milliseconds of a clock that never goes back. */
	readonly clock: () => number;
	readonly onError: (error: unknown) => void;
}

export function startWatch({ log, db, access, rooms, listeners, clock, onError }: WatchOptions): Watch {
	let seen = log.dataVersion();
	let again = false;
	let checked = clock();
	let touched = clock();
	let looking: Promise<void> | null = null;
	const arrived = new Set<string>();
	let arrivals: NodeJS.Timeout | null = null;

	const timer = setInterval(() => {
		if (looking) return;
		const version = log.dataVersion();
		const recheck = clock() - checked >= RECHECK_MS;
		if (version === seen && !again && !recheck) return;
		// Before the questions: what is committed while they are asked moves the version once more.
		seen = version;
		again = false;
		checked = clock();
		looking = look()
			.catch(onError)
			.finally(() => (looking = null));
	}, LOOK_MS);

	async function look(): Promise<void> {
		await lookAtSignatures();
		await lookAtWhatIsReplaced();
		await lookAtWhatIsAside();
		await lookAtTopics();
		await lookAtRights();
		if (clock() - touched >= TOUCH_MS) {
			touched = clock();
			await touchSessions();
		}
	}

	async function lookAtSignatures(): Promise<void> {
		const open = [...rooms()].filter((room) => !room.signed);
		const signed = await signedAmong(
			db,
			open.map((room) => room.document.number)
		);
		for (const room of open) if (signed.has(room.document.number)) room.shut();
	}

	/** [R91] The command line set a text right: it is another document now. */
	async function lookAtWhatIsReplaced(): Promise<void> {
		const open = [...rooms()];
		const replaced = await replacedAmong(
			db,
			open.map((room) => room.document.number)
		);
		for (const room of open) if (replaced.has(room.document.number)) room.replace();
	}

	/** [R89] Somebody else found a frame that throws: those who are here were sent it. */
	async function lookAtWhatIsAside(): Promise<void> {
		const open = [...rooms()];
		const aside = await asideAmong(
			db,
			open.map((room) => room.document.number)
		);
		for (const room of open) if ((aside.get(room.document.number) ?? 0) > room.asideFrames) room.replace();
	}

	async function lookAtTopics(): Promise<void> {
		const open = [...listeners()];
		const versions = await topicVersions(db, [...new Set(open.map((listener) => listener.topic))]);
		for (const listener of open) listener.tell(versions.get(listener.topic) ?? 0);
	}

	/** [R23] Each session and each right is asked for once, however many sockets depend on it. */
	async function lookAtRights(): Promise<void> {
		const breath = breathe(clock);
		const holds = once((sessionId: string) => access.holds(sessionId));
		for (const room of [...rooms()]) {
			const pens = once((person: string) => access.pen(room.meeting, person as Parameters<Access['pen']>[1]));
			for (const connection of [...room.connections]) {
				await breath();
				const pen = await pens(connection.person);
				const closing = verdict(await holds(connection.sessionId), pen !== null);
				if (closing) {
					connection.pen = 'read';
					connection.close(closing.code, closing.reason);
				} else if (pen !== null && pen !== connection.pen) {
					connection.pen = pen;
					// Signed since we looked: that closes the room in its own way.
					if (!room.signed) await lookAtSignatures();
					if (!room.signed) connection.close(Close.NewRights, 'rights changed');
				}
			}
		}
		for (const listener of [...listeners()]) {
			await breath();
			const { who, topic } = listener;
			const closing = verdict(await holds(who.sessionId), await access.mayListen(topic, who.person));
			if (closing) listener.close(closing.code, closing.reason);
		}
	}

	async function touchSessions(): Promise<void> {
		const used = new Set<string>();
		for (const room of rooms())
			for (const connection of room.connections) {
				if (connection.active) used.add(connection.sessionId);
				connection.active = false;
			}
		await access.touch([...used]);
	}

	async function touchArrived(): Promise<void> {
		if (arrivals) clearTimeout(arrivals);
		arrivals = null;
		const sessionIds = [...arrived];
		arrived.clear();
		if (sessionIds.length > 0) await access.touch(sessionIds).catch(onError);
	}

	return {
		lookAgain() {
			again = true;
		},
		came(sessionId) {
			arrived.add(sessionId);
			arrivals ??= setTimeout(() => void touchArrived(), ARRIVALS_MS);
		},
		async stop() {
			clearInterval(timer);
			await looking;
			await touchArrived();
		}
	};
}

/** [R48] The database answers at once, so that a thousand questions would be one long turn of the loop: every so often, let others in. */
function breathe(clock: () => number): () => Promise<void> {
	let since = clock();
	return async () => {
		if (clock() - since < BREATH_MS) return;
		await new Promise((resolve) => setImmediate(resolve));
		since = clock();
	};
}

function once<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
	const answers = new Map<string, Promise<T>>();
	return (key) => {
		const known = answers.get(key);
		if (known) return known;
		const answer = ask(key);
		answers.set(key, answer);
		return answer;
	};
}
