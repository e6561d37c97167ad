/**
 * The relay: everything that runs over a socket. It meets the web only in the database (design.md D1). Long, because it is
 * where all parts of the relay are put together.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Shape } from '#core/wire/content-rules.ts';
import type { Instant } from '#core/kernel/time.ts';
import { Close, Notice } from '#core/wire/wire.ts';
import type { Database } from '#server/store/database/database.ts';
import { diskReserve, keepReserve } from '#server/store/database/reserve.ts';
import { topicVersion } from '#server/store/database/topics.ts';
import { openLog, type OpenLog } from '#server/store/log/updates.ts';
import { contentsOf } from '#server/relay/update/aside.ts';
import { Connection } from '#server/relay/socket/connection.ts';
import { startFolding } from '#server/relay/fold/folding.ts';
import type { Access } from './access.ts';
import { Eviction } from '#server/relay/room/eviction.ts';
import { readBefore } from '#server/relay/socket/read-frames.ts';
import { isOurs, readWish, refuseUpgrade, type Wish } from '#server/relay/socket/handshake.ts';
import { Bucket, parseLimits, Tally } from '#server/relay/socket/limits.ts';
import { Listener } from '#server/relay/topics/topic-listener.ts';
import { Metrics, type Lag } from './metrics.ts';
import { startOwnerRecorder } from '#server/relay/room/record-owners.ts';
import { proved } from '#server/relay/room/prove.ts';
import { Room } from '#server/relay/room/room.ts';
import { startTurns } from '#server/relay/room/turn.ts';
import { startWatch } from '#server/relay/topics/watch.ts';

/** As pino writes. */
export interface Logger {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export interface RelayOptions {
	readonly server: Server;
	readonly dataDir: string;
	readonly db: Database;
	/** The only `Origin` that may connect. */
	readonly origin: string;
	readonly access: Access;
	readonly now: () => Instant;
	readonly log: Logger;
	readonly demo: boolean;
	/** [R82] What a document can hold. */
	readonly shape: Shape;
	/** [R87] The newest schema that the editors of this server know. */
	readonly newest: number;
	/** JSON of RELAY_LIMITS, see limits.ts. */
	readonly limits: unknown;
	/** The disk failed: nothing more may be acknowledged. The process must end; the log is read again at the next start. */
	readonly onFatal?: (error: unknown) => void;
	/** Days for which frames that are folded are kept for the history. */
	readonly historyDays?: number;
	/** For the tests that must fail. */
	readonly openLog?: OpenLog;
}

export interface RelayHealth {
	readonly documents: number;
	readonly connections: number;
	readonly listeners: number;
	/** [R46] Connections that have not read what they were sent, and bytes that wait for all of them. */
	readonly behind: number;
	readonly waitingBytes: number;
}

export interface Relay {
	/** Tells everybody, puts everything on disk, acknowledges it, then closes with 1012. */
	stop(): Promise<void>;
	health(): RelayHealth;
	/** [R51] */
	lag(): Lag;
	/** [R51] Prometheus' text format. @param more gauges of the house */
	metrics(more: Readonly<Record<string, number>>): string;
}

const WHEEL_MS = 1000;
/** Each look at the loop's delay wakes the process: a hundred a second were a sixth of what a full room costs. */
const LOOP_LOOK_MS = 250;
const DAY_MS = 86_400_000;
/** [R31] What was said on a socket in its last minute may not have arrived. */
const MARGIN_MS = 60_000;
/** [R33] */
const HISTORY_DAYS = 30;
const LISTENER_PING_WHEELS = 20;
/** How long a peer may take to answer our close. */
const GOODBYE_MS = 2000;

/**
 * What ws itself refuses gets our codes, too: a frame that is too large would otherwise be sent again for ever, because
 * 1009 is not final for the standard client.
 */
class Socket extends WebSocket {
	override close(code?: number, reason?: string | Buffer): void {
		if (code === 1009) super.close(Close.TooLarge, 'frame too large');
		else if (code === 1002 || code === 1007 || code === 1008)
			super.close(Close.Malformed, 'not a WebSocket frame');
		else super.close(code, reason);
	}
}

export function startRelay(options: RelayOptions): Relay {
	const { server, dataDir, db, access, now, log } = options;
	const limits = parseLimits(options.limits);
	const clock = (): number => performance.now();
	const metrics = new Metrics(clock);
	const reserve = diskReserve(dataDir, limits.diskReserveBytes, clock);
	const updates = metrics.watched((folder) => keepReserve((options.openLog ?? openLog)(folder), reserve))(
		dataDir
	);
	const loop = monitorEventLoopDelay({ resolution: LOOP_LOOK_MS });
	loop.enable();
	const rooms = new Map<number, Room>();
	const eviction = new Eviction<Room>(limits.idleBytes, ({ document }) => storedBytes(document.number));
	/** How often a document has left the memory: what was read before may not hold for the next one to open it. */
	let unloads = 0;
	const sockets = new Set<Connection | Listener>();
	const listeners = new Set<Listener>();
	const tally = new Tally();
	const handshakes = new Bucket(limits.handshakesPerSecond, limits.handshakesPerSecond * 2, clock());
	// A connection's name must differ from every earlier one in the log.
	const boot = randomBytes(6).toString('base64url');
	let connections = 0;
	let stopping = false;

	const turns = startTurns(updates, now, limits.heldBytes, (error) => {
		log.error({ err: error }, 'the log could not be written: stopping, nothing unsaved was acknowledged');
		(options.onFatal ?? (() => process.exit(1)))(error);
	});
	const ownerRecorder = startOwnerRecorder(db, (error) =>
		log.error({ err: error }, 'whose a client is could not be written down')
	);
	const watch = startWatch({
		log: updates,
		db,
		access,
		rooms: () => rooms.values(),
		listeners: () => listeners,
		clock,
		onError: (error) => log.error({ err: error }, 'the relay could not look at the records')
	});
	const folding = startFolding({
		dataDir,
		growth: updates.growth,
		isBusy: (document) => (rooms.get(document)?.connections.size ?? 0) > 0,
		keep: (options.historyDays ?? HISTORY_DAYS) * DAY_MS,
		clock,
		log
	});
	const sockets101 = new WebSocketServer({
		noServer: true,
		WebSocket: Socket,
		maxPayload: 2 * limits.frameBytes,
		maxFragments: 64,
		maxBufferedChunks: 1024,
		perMessageDeflate: false
	});

	/**
	 * @param asked the number of unloads when it was asked about
	 * @returns null: it may have been put away since then, and what it has to know is not known here
	 */
	function roomOf({ document, opening }: Extract<Wish, { kind: 'document' }>, asked: number): Room | null {
		const open = rooms.get(document.number);
		if (open || opening === null || asked !== unloads) return open ?? null;
		const { stored, doc, leftOut, fold } = proved(updates, document.number, now());
		if (leftOut.length > 0 || fold)
			log.error(
				{ document: document.name, frames: leftOut.map(({ position, why }) => ({ position, why })), fold },
				'a document could not be opened as it was: what threw is set aside, and the meeting opens without it'
			);
		if (stored.damaged > 0)
			log.error({ document: document.name }, 'a fold of the log is damaged; the one before it was used');
		if (stored.spoiled)
			log.error(
				{ document: document.name, frames: stored.spoiled.length },
				'frames of the log are not what was written; they and what stands on them are left out'
			);
		const aside = [...opening.aside, ...leftOut.map(({ frame }) => frame)];
		const room = new Room(
			document,
			stored,
			opening.signed,
			{
				schedule: turns.schedule,
				report: (error) => log.error({ err: error, document: document.name }, 'a document gave trouble'),
				missed: (_room, position) =>
					updates.since(document.number, position, MARGIN_MS)?.map((row) => row.frame) ?? null,
				discard: (spoiled) => {
					ownerRecorder.note([spoiled]);
					rooms.delete(document.number);
					eviction.forget(spoiled);
					unloads++;
				},
				ahead: (from, clients) => {
					metrics.count('relay_handshakes_ahead_total');
					log.warn(
						{ document: document.name, person: from.person, connection: from.id, clients },
						'a copy has words of others that are not here; they were not taken'
					);
				},
				lost: () => {
					metrics.count('relay_large_deletions_total');
					log.warn(
						{ document: document.name },
						'one change took much of a text away; what was there is kept'
					);
				},
				stored: ({ number }) => storedBytes(number),
				maxBytes: limits.documentBytes,
				maxCharacters: limits.documentCharacters,
				maxClients: limits.clientsPerConnection,
				shape: options.shape
			},
			{ doc, aside: contentsOf(aside), asideFrames: aside.length }
		);
		room.owners.recall(opening.owned);
		rooms.set(document.number, room);
		return room;
	}

	async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
		socket.on('error', () => socket.destroy());
		if (!isOurs(request)) {
			// Somebody else's, when anybody else listens (the dev server does).
			if (server.listenerCount('upgrade') === 1) refuseUpgrade(socket, 404, options.origin);
			return;
		}
		if (stopping || sockets.size >= limits.connectionsPerServer)
			return refuseUpgrade(socket, 503, options.origin);
		if (handshakes.spend(1, clock()) > 0) return refuseUpgrade(socket, 503, options.origin);
		const before = updates.dataVersion();
		let asked = unloads;
		const wish = await readWish(request, options, (document) => {
			asked = unloads;
			return rooms.has(document);
		});
		if (!wish.ok) {
			const { status, why } = wish.error;
			metrics.count(`relay_refused_upgrades_total{status="${status}"}`);
			return refuseUpgrade(socket, status, options.origin, why);
		}
		if (socket.destroyed) return;
		if (stopping) return refuseUpgrade(socket, 503, options.origin);
		const { who } = wish.value;
		const names: [string, number][] = [
			[`person ${who.person}`, limits.connectionsPerPerson],
			[`session ${who.sessionId}`, limits.connectionsPerSession],
			[`address ${request.socket.remoteAddress ?? ''}`, limits.connectionsPerAddress]
		];
		if (wish.value.kind === 'document')
			names.push([`document ${wish.value.document.number}`, limits.connectionsPerDocument]);
		if (tally.enter(names) !== null) {
			metrics.count('relay_refused_upgrades_total{status="429"}');
			return refuseUpgrade(socket, 429, options.origin);
		}
		leaveWith(socket, tally, names);
		// The answer and what a newcomer is told at once leave in one system call.
		socket.cork();
		process.nextTick(() => socket.uncork());
		sockets101.handleUpgrade(request, socket, head, (ws) => {
			try {
				welcome(ws, socket, wish.value, asked);
			} catch (error) {
				log.error({ err: error }, 'a connection could not be opened');
				ws.close(Close.Overloaded, 'could not be opened');
				return;
			}
			// A signature or a right that moved between the question and now.
			if (updates.dataVersion() !== before) watch.lookAgain();
		});
	}

	function welcome(ws: WebSocket, stream: Duplex, wish: Wish, asked: number): void {
		watch.came(wish.who.sessionId);
		if (wish.kind === 'topic') {
			const listener = new Listener(ws, wish.topic, wish.who, (gone) => {
				listeners.delete(gone);
				sockets.delete(gone);
			});
			listeners.add(listener);
			sockets.add(listener);
			topicVersion(db, wish.topic).then(
				(version) => listener.tell(version),
				(error: unknown) => log.error({ err: error }, 'a topic could not be read')
			);
			return;
		}
		if (wish.document.replaced === 1) {
			ws.on('error', () => undefined);
			ws.close(Close.Replaced, 'the text was set right: reload the page');
			return;
		}
		const needs = rooms.get(wish.document.number)?.needs ?? wish.document.schema;
		if (wish.schema !== null && wish.schema < needs) {
			ws.on('error', () => undefined);
			ws.close(Close.OldEditor, 'reload: this editor is older than the text');
			return;
		}
		const room = roomOf(wish, asked);
		if (room === null) {
			ws.on('error', () => undefined);
			ws.close(Close.Overloaded, 'reopen');
			return;
		}
		const connection = new Connection(ws, room, {
			id: `${boot}.${++connections}`,
			who: wish.who,
			pen: wish.pen,
			schema: wish.schema,
			capabilities: wish.capabilities,
			since: wish.since,
			limits,
			metrics,
			stream,
			clock
		});
		readBefore(ws, stream);
		sockets.add(connection);
		room.join(connection);
	}

	const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		upgrade(request, socket, head).catch((error: unknown) => {
			log.error({ err: error }, 'an upgrade failed');
			refuseUpgrade(socket, 503, options.origin);
		});
	};
	server.on('upgrade', onUpgrade);

	let wheel = 0;
	const wheelTimer = setInterval(() => {
		wheel++;
		for (const socket of sockets) {
			if (!socket.isAlive) sockets.delete(socket);
			else if (socket instanceof Connection) socket.heartbeat();
			else if (wheel % LISTENER_PING_WHEELS === 0) socket.ping();
		}
		for (const room of rooms.values()) {
			room.expire(clock(), limits.awarenessGraceSeconds * 1000);
			room.askReached();
		}
		ownerRecorder.note(rooms.values());
		for (const room of eviction.look(rooms.values(), clock())) unload(room);
		folding.look();
	}, WHEEL_MS);

	/** [R75] In one go, and not before all that it knows is in the records: the next one to open it reads it there. */
	function unload(room: Room): void {
		const { number } = room.document;
		if (ownerRecorder.isWriting(number)) return;
		rooms.delete(number);
		eviction.forget(room);
		unloads++;
		room.destroy();
	}

	function storedBytes(document: number): number {
		const grown = updates.growth.get(document);
		return grown ? grown.bytes + grown.folded : 0;
	}

	function health(): RelayHealth {
		const open = [...rooms.values()].flatMap((room) => [...room.connections]);
		return {
			documents: rooms.size,
			connections: open.length,
			listeners: listeners.size,
			behind: open.filter((connection) => connection.isBehind).length,
			waitingBytes: open.reduce((sum, connection) => sum + connection.waiting, 0)
		};
	}

	return {
		async stop() {
			if (stopping) return;
			stopping = true;
			const open = [...rooms.values()].flatMap((room) => [...room.connections]);
			for (const connection of open) {
				connection.notify(Notice.Restarting);
				connection.stopReading();
			}
			await watch.stop();
			await turns.drained();
			for (const connection of open) connection.close(Close.Restarting, 'restarting');
			for (const listener of listeners) listener.close(Close.Restarting, 'restarting');
			await goodbye(sockets);
			server.off('upgrade', onUpgrade);
			clearInterval(wheelTimer);
			loop.disable();
			await folding.stop();
			turns.stop();
			ownerRecorder.note(rooms.values());
			await ownerRecorder.done();
			for (const room of rooms.values()) room.destroy();
			rooms.clear();
			await updates.close();
		},
		health,
		lag: () => metrics.lag,
		metrics(more) {
			const { documents, connections: open, listeners: listening, behind, waitingBytes } = health();
			const { rss, heapUsed, external } = process.memoryUsage();
			const { log: logLag, sync } = metrics.lag;
			const text = metrics.render({
				relay_documents: documents,
				relay_connections: open,
				relay_listeners: listening,
				relay_connections_behind: behind,
				relay_waiting_bytes: waitingBytes,
				relay_log_lag_seconds: logLag / 1000,
				relay_sync_lag_seconds: sync / 1000,
				// It tells the time between two looks.
				relay_loop_delay_p99_seconds: Math.max(0, loop.percentile(99) / 1e9 - LOOP_LOOK_MS / 1000),
				relay_loop_delay_max_seconds: Math.max(0, loop.max / 1e9 - LOOP_LOOK_MS / 1000),
				process_resident_memory_bytes: rss,
				process_heap_bytes: heapUsed,
				process_external_bytes: external,
				...more
			});
			loop.reset();
			return text;
		}
	};
}

/** A scope of its own: what a listener closes over lives as long as the socket, and the request need not. */
function leaveWith(socket: Duplex, tally: Tally, names: readonly (readonly [string, number])[]): void {
	socket.once('close', () => tally.leave(names));
}

/** Waits for the peers to answer, and for those that do not, no longer than {@link GOODBYE_MS}. */
async function goodbye(sockets: ReadonlySet<Connection | Listener>): Promise<void> {
	const until = performance.now() + GOODBYE_MS;
	const alive = (): (Connection | Listener)[] => [...sockets].filter((socket) => socket.isAlive);
	while (alive().length > 0 && performance.now() < until)
		await new Promise((resolve) => setTimeout(resolve, 5));
	for (const socket of alive()) socket.terminate();
}
