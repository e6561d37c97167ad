/** The composition root: config → database → migrations → relay, courier and pages on one port; an orderly stop. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { MEASURED, MINUTES } from '#document/shape.ts';
import { ConfigError, type Config } from './config.ts';
import { openLog, type Log } from './log.ts';
import { startCourier } from './mail/courier.ts';
import { guardAnswer, guardBrokenRequests } from './guard-answers.ts';
import { observe, type Observed } from './observe.ts';
import { makePageProcesses, openPages, preparePages, type OpenPages, type Pages } from './pages.ts';
import { startChecker } from './papers/checker.ts';
import { clamd } from './papers/clamd.ts';
import { startRecordChecks } from './record/checks.ts';
import { warmUp } from './warm-up.ts';
import { isMeasured } from '#server/relay/socket/limits.ts';
import { startRelay } from './relay/relay.ts';
import { storeAccess } from '#server/relay/access.ts';
import { makePrivateFolder, mendModes } from '#server/store/database/data-directory.ts';
import { openDatabase, type Database } from '#server/store/database/database.ts';
import { brokenLaws, lawsSentence } from '#server/store/database/laws.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { claimDataDirectory } from '#server/store/database/one-server.ts';
import { openReader } from '#server/store/database/reader.ts';
import { markStand, takeStand } from '#server/store/database/stand.ts';
import { keepStartingRoom, useStartingRoom } from '#server/store/database/starting-room.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { settleCheck } from '#server/usecases/agenda/settle-check.ts';

export interface Running {
	readonly origin: string;
	readonly db: Database;
	readonly log: Log;
	/** Stops accepting, tells the sockets to come back, finishes what is under way. Once; at most ten seconds. */
	stop(): Promise<void>;
}

const STOP_MS = 8_000;

/**
 * V8 lets what is young grow to 128 MiB before it throws anything away, on a machine with much memory. Nearly all that a relay
 * makes is gone in a moment, so a few MiB do: 200 documents with five people each take 30 to 40 MiB above the idle
 * process instead of 75 to 115, for some three per cent more CPU. Building a long text in memory takes a quarter longer.
 */
const STAY_SMALL = '--semi-space-growth-factor=1';

/** What has to be there before anything is served; the demo brings its data and its mail server. */
export interface Prepared {
	readonly smtpUrl: string | null;
	stop(): Promise<void>;
}
export type Prepare = (config: Config, db: Database) => Promise<Prepared>;

/** @throws ConfigError with one line for the administrator when it cannot start */
export async function start(asked: Config, pages: Pages, prepare?: Prepare): Promise<Running> {
	setFlagsFromString(STAY_SMALL);
	await preparePages(pages);
	makePrivateFolder(asked.dataDir);
	const full = useStartingRoom(asked.dataDir);
	const claim = claimDataDirectory(asked.dataDir);
	if (claim === null)
		throw new ConfigError(
			`Another Minutebook is running on ${asked.dataDir}. Stop it, or set DATA_DIR to another directory.`
		);
	const log = openLog(process.env['LOG_LEVEL'] ?? (asked.demo ? 'warn' : 'info'));
	if (full) log.error('the disk is full: everything can be read, and nothing is changed until there is room');
	const mended = mendModes(asked.dataDir);
	if (mended > 0) log.warn({ mended }, 'others could read the data directory: it is the server’s alone now');
	const db = openDatabase(asked.dataDir);
	await migrate(db);
	const broken = await brokenLaws(db);
	if (broken.length > 0) {
		await db.destroy();
		claim.release();
		throw new ConfigError(lawsSentence(broken));
	}
	if (await takeStand(db, asked.dataDir, Date.now()))
		log.warn('The data was brought back from a copy: every session is ended, everybody signs in anew.');
	keepStartingRoom(asked.dataDir);
	const processes = await makePageProcesses(pages, asked.dataDir, (message) => log.error(message));
	if (asked.rehearsal)
		await warmUp().catch((error: unknown) =>
			log.warn(error, 'the rehearsal failed: the first minutes cost more')
		);

	let opened: OpenPages | null = null;
	let observed: Observed | null = null;
	const server = createServer((request, response) => {
		if (!guardAnswer(request, response, asked.origin)) return;
		if (observed !== null && observe(request, response, observed)) return;
		if (opened !== null) opened.handler(request, response);
		else response.writeHead(503, { 'retry-after': '1' }).end();
	});
	guardBrokenRequests(server, asked.origin);
	const port = await listen(server, asked).catch(async (error: unknown) => {
		await processes?.stop();
		throw error;
	});
	const known: Config = { ...asked, port, origin: withPort(asked.origin, port) };
	const prepared = await prepare?.(known, db);
	const config: Config = { ...known, smtpUrl: prepared === undefined ? known.smtpUrl : prepared.smtpUrl };
	setEnvironment(config);

	const now = () => Date.now();
	const reader = openReader(config.dataDir);
	const relay = startRelay({
		server,
		dataDir: config.dataDir,
		db,
		origin: config.origin,
		access: storeAccess(db, reader, config.origin, now),
		now,
		log,
		demo: config.demo,
		shape: isMeasured(config.relayLimits) ? MEASURED : MINUTES,
		newest: SCHEMA_VERSION,
		limits: config.relayLimits,
		historyDays: config.historyDays,
		// What cannot be written must not be acknowledged: the log is read again at the next start.
		onFatal(error) {
			log.fatal(error, 'the log cannot be written any more');
			process.exit(1);
		}
	});
	observed = {
		relay,
		db,
		dataDir: config.dataDir,
		metricsToken: config.metricsToken,
		delays: async () => opened?.delays() ?? {}
	};
	const courier = startCourier({
		db,
		smtpUrl: config.smtpUrl,
		mailFrom: config.mailFrom,
		now,
		log: (message, detail) => log.info(detail ?? {}, message)
	});
	const checker = await startChecker({
		db,
		dataDir: config.dataDir,
		scanner: config.clamdUrl === null ? null : clamd(config.clamdUrl),
		settle: (sha256, checked) => settleCheck(realDeps(db, config.origin), config.dataDir, sha256, checked),
		now,
		log: (message, detail) => log.warn(detail ?? {}, message)
	});
	const checks = startRecordChecks({
		deps: realDeps(db, config.origin),
		dataDir: config.dataDir,
		log: (message, detail) => log.warn(detail ?? {}, message)
	});
	opened = await openPages(processes, server, reader.recordBytes);
	const { protocol, hostname } = new URL(config.origin);
	if (protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname))
		log.warn(
			`${config.origin} is not encrypted: whoever shares the network can read along and take a session.`
		);
	log.info({ origin: config.origin, dataDir: config.dataDir }, 'listening');

	let stopping: Promise<void> | null = null;
	const stop = async () => {
		const closed = new Promise<void>((resolve) => server.close(() => resolve()));
		const late = setTimeout(() => server.closeAllConnections(), STOP_MS);
		server.closeIdleConnections();
		await Promise.all([relay.stop(), courier.stop(), checker.stop(), checks.stop()]);
		server.closeIdleConnections();
		await closed;
		clearTimeout(late);
		await opened?.stop();
		await prepared?.stop();
		(process as NodeJS.EventEmitter).emit('sveltekit:shutdown', 'SIGTERM');
		reader.close();
		await markStand(db, asked.dataDir);
		await db.destroy();
		claim.release();
		keepStartingRoom(asked.dataDir);
		log.info('stopped');
	};
	return { origin: config.origin, db, log, stop: () => (stopping ??= stop()) };
}

/** Runs until a signal, then ends the process: 0 when everything was flushed in time. */
export async function runServer(config: Config, options: { readonly pages: Pages }): Promise<void> {
	const running = await start(config, options.pages);
	console.log(`Minutebook is at ${running.origin}`);
	endOnSignal(running);
}

export function endOnSignal(running: Running): void {
	// A promise that somebody's code forgot is one request that gets no answer. It must not end the meetings of everybody.
	process.on('unhandledRejection', (error) =>
		running.log.error({ err: error }, 'nobody waited for this to fail')
	);
	const end = (): void => {
		setTimeout(() => process.exit(1), STOP_MS + 2_000).unref();
		running.stop().then(
			() => process.exit(0),
			(error: unknown) => {
				running.log.error(error, 'stopped badly');
				process.exit(1);
			}
		);
	};
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
}

function listen(server: Server, { host, port }: Config): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new ConfigError(
							`Port ${port} is in use already. Stop what listens there, or set PORT to another.`
						)
					: error
			)
		);
		server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
	});
}

/** Port 0 means: any. Then the origin is known only now. */
function withPort(origin: string, port: number): string {
	const url = new URL(origin);
	if (url.port === '0') url.port = String(port);
	return url.origin;
}

/** The bundle reads its own copy of the configuration from here (src/hooks.server.ts), and adapter-node its ORIGIN. */
function setEnvironment(config: Config): void {
	Object.assign(process.env, {
		PORT: String(config.port),
		HOST: config.host,
		ORIGIN: config.origin,
		DATA_DIR: config.dataDir,
		MAIL_FROM: config.mailFrom,
		MINUTEBOOK_DEMO: config.demo ? '1' : '0',
		// The bundle lies elsewhere than the source of the thread that looks into papers.
		MINUTEBOOK_INSPECTOR: path.join(import.meta.dirname, 'papers/inspect-thread.ts'),
		// Every route has a bound of its own (src/core/wire/intake.ts), and says in words what is too much.
		BODY_SIZE_LIMIT: 'Infinity',
		...(config.smtpUrl === null ? {} : { SMTP_URL: config.smtpUrl })
	});
}
