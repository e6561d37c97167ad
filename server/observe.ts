/** [R51] What somebody who runs the server may ask it: `GET /health`, and `GET /metrics` with the token of METRICS_TOKEN. */
import { timingSafeEqual } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Relay } from './relay/relay.ts';
import type { Database } from './store/database.ts';
import { checkHealth } from './views/health.ts';

export interface Observed {
	readonly relay: Relay;
	readonly db: Database;
	readonly dataDir: string;
	/** null: there are no metrics. */
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
	if (request.method !== 'GET' || (path !== '/health' && path !== '/metrics')) return false;
	const answer =
		path === '/health' ? answerHealth(response, observed) : answerMetrics(request, response, observed);
	answer.catch(() => response.writeHead(503).end());
	return true;
}

async function answerHealth(response: ServerResponse, { relay, db, dataDir }: Observed): Promise<void> {
	const { version, database } = await checkHealth(db);
	const { log, sync } = relay.lag();
	const freeBytes = await freeOn(dataDir);
	const isWell = database === 'ok' && log < LONG_LAG && sync < LONG_LAG && freeBytes >= LOW_DISK;
	response
		.writeHead(database === 'ok' ? 200 : 503, {
			'content-type': 'application/json',
			'cache-control': 'no-store'
		})
		.end(
			JSON.stringify({
				version,
				database,
				status: isWell ? 'ok' : 'trouble',
				logLagMs: log,
				syncLagMs: sync,
				freeBytes
			})
		);
}

async function answerMetrics(
	request: IncomingMessage,
	response: ServerResponse,
	{ relay, dataDir, metricsToken, delays }: Observed
): Promise<void> {
	// Without a token it is as if there were no such page.
	if (metricsToken === null || !isEqual(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) {
		response.writeHead(404).end();
		return;
	}
	const free = await freeOn(dataDir);
	const standstills = Object.entries((await delays?.()) ?? {}).map(
		([name, seconds]) => [`pages_${name}_loop_delay_max_seconds`, seconds] as const
	);
	response
		.writeHead(200, { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' })
		.end(relay.metrics({ minutebook_free_bytes: free, ...Object.fromEntries(standstills) }));
}

async function freeOn(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

function isEqual(given: string, wanted: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
	return a.length === b.length && timingSafeEqual(a, b);
}
