/** [R51] What somebody who runs the server may ask it: `GET /health`, and with the token of METRICS_TOKEN its details and `GET /metrics`. */
import { timingSafeEqual } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Relay } from './relay/relay.ts';
import type { Database } from '#server/store/database/database.ts';
import { checkHealth } from './views/health.ts';

export interface Observed {
	readonly relay: Relay;
	readonly db: Database;
	readonly dataDir: string;
	/** null: there are no metrics, and no details of health. */
	readonly metricsToken: string | null;
	/** [R92] Seconds: the longest that each of the processes that answer pages stood still since this was last asked. */
	readonly delays?: () => Promise<Readonly<Record<string, number>>>;
}

/** Less than this, and the log will soon have no room. */
const LOW_DISK = 256 * 1024 * 1024;
/** Milliseconds. A disk that takes longer does not keep up, or is gone. */
const LONG_LAG = 10_000;

/** @returns whether the request was for us; then it is answered */
export function observe(request: IncomingMessage, response: ServerResponse, observed: Observed): boolean {
	const [path] = (request.url ?? '').split('?');
	const isRead = request.method === 'GET' || request.method === 'HEAD';
	if (!isRead || (path !== '/health' && path !== '/metrics')) return false;
	const answer = path === '/health' ? answerHealth : answerMetrics;
	answer(request, response, observed).catch(() => response.writeHead(503).end());
	return true;
}

/** A stranger learns whether all is well. How far the disk is behind, and what runs here, is for whoever has the token. */
async function answerHealth(
	request: IncomingMessage,
	response: ServerResponse,
	observed: Observed
): Promise<void> {
	const { relay, db, dataDir } = observed;
	const { version, database } = await checkHealth(db);
	const { log, sync } = relay.lag();
	const freeBytes = await freeOn(dataDir);
	const isWell = database === 'ok' && log < LONG_LAG && sync < LONG_LAG && freeBytes >= LOW_DISK;
	const status = isWell ? 'ok' : 'trouble';
	const told = mayAsk(request, observed)
		? { status, version, database, logLagMs: log, syncLagMs: sync, freeBytes }
		: { status };
	response
		.writeHead(database === 'ok' ? 200 : 503, { 'content-type': 'application/json' })
		.end(JSON.stringify(told));
}

async function answerMetrics(
	request: IncomingMessage,
	response: ServerResponse,
	observed: Observed
): Promise<void> {
	// Without a token it is as if there were no such page.
	if (!mayAsk(request, observed)) {
		response.writeHead(404).end();
		return;
	}
	const free = await freeOn(observed.dataDir);
	const standstills = Object.entries((await observed.delays?.()) ?? {}).map(
		([name, seconds]) => [`pages_${name}_loop_delay_max_seconds`, seconds] as const
	);
	response
		.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
		.end(observed.relay.metrics({ minutebook_free_bytes: free, ...Object.fromEntries(standstills) }));
}

const mayAsk = (request: IncomingMessage, { metricsToken }: Observed): boolean =>
	metricsToken !== null && isEqual(request.headers.authorization ?? '', `Bearer ${metricsToken}`);

async function freeOn(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

function isEqual(given: string, wanted: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
	return a.length === b.length && timingSafeEqual(a, b);
}
