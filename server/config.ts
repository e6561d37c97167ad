import path from 'node:path';
import { VERSION } from './version.ts';

/** The environment, parsed once. Nothing secret has a default. */
export interface Config {
	readonly port: number;
	readonly host: string;
	/** As browsers see it: scheme, host and port, no path. Links, cookies and the Origin check depend on it. */
	readonly origin: string;
	readonly dataDir: string;
	/** `smtp://user:password@host:port`, or null: then letters wait and sign-in codes are printed in the server's output. */
	readonly smtpUrl: string | null;
	/** The address letters come from. */
	readonly mailFrom: string;
	/** Demo: one-press sign-in and the mailbox page. Set by `minutebook demo` only. */
	readonly demo: boolean;
	/**
	 * Days for which every keystroke of the minutes is kept after it was folded into their text (LOG_HISTORY_DAYS). 30: a
	 * meeting's notes can be followed back until they are agreed; 0 for boards that want nothing kept but the text.
	 */
	readonly historyDays: number;
	/** METRICS_TOKEN: whoever sends it as a bearer token may read `/metrics`. null: nobody may. */
	readonly metricsToken: string | null;
	/** Whether the relay plays a meeting to itself before it listens (REHEARSAL; `off` starts 1.4 s sooner). */
	readonly rehearsal: boolean;
	/** Of papers: PAPERS_MEETING_MB, PAPERS_BOARD_MB, PAPERS_ALL_MB, PAPERS_RESERVE_MB. In bytes. */
	readonly papers: {
		readonly meeting: number;
		readonly board: number;
		readonly all: number;
		readonly reserve: number;
	};
	/** CLAMD_URL: the virus scanner, `tcp://host:port` or `unix:/path`. null: papers are not checked for viruses. */
	readonly clamdUrl: string | null;
	/**
	 * SOURCE_URL: where whoever uses this Minutebook gets the source of what runs here, as section 13 of the AGPL has it. null: it runs
	 * as it was published, and the foot of the pages says whom to ask.
	 */
	readonly sourceUrl: string | null;
	/** Of what runs here. */
	readonly version: string;
	/** JSON of RELAY_LIMITS, parsed and checked by the relay. */
	readonly relayLimits: unknown;
}

export class ConfigError extends Error {}

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
	const port = Number(env['PORT'] ?? '3000');
	if (!Number.isInteger(port) || port < 0 || port > 65535)
		throw new ConfigError(`PORT is not a port: ${env['PORT']}`);
	const host = env['HOST'] ?? '127.0.0.1';
	const demo = env['MINUTEBOOK_DEMO'] === '1';
	const origin = parseOrigin(env['ORIGIN'] ?? `http://localhost:${port}`);
	const historyDays = Number(env['LOG_HISTORY_DAYS'] ?? '30');
	if (!Number.isFinite(historyDays) || historyDays < 0)
		throw new ConfigError(`LOG_HISTORY_DAYS is not a number of days: ${env['LOG_HISTORY_DAYS']}`);
	let relayLimits: unknown;
	try {
		relayLimits = JSON.parse(env['RELAY_LIMITS'] ?? '{}');
	} catch {
		throw new ConfigError('RELAY_LIMITS is not JSON.');
	}
	return {
		port,
		host,
		origin,
		dataDir: path.resolve(env['DATA_DIR'] ?? (demo ? 'data/demo' : 'data')),
		smtpUrl: env['SMTP_URL'] ?? null,
		mailFrom: env['MAIL_FROM'] ?? `minutebook@${new URL(origin).hostname}`,
		demo,
		historyDays,
		rehearsal: !demo && env['REHEARSAL'] !== 'off',
		papers: {
			meeting: megabytes(env, 'PAPERS_MEETING_MB', 500),
			board: megabytes(env, 'PAPERS_BOARD_MB', 5_000),
			all: megabytes(env, 'PAPERS_ALL_MB', 20_000),
			reserve: megabytes(env, 'PAPERS_RESERVE_MB', 512)
		},
		clamdUrl: parseClamdUrl(env['CLAMD_URL']),
		sourceUrl: parseSource(env['SOURCE_URL']),
		version: VERSION,
		metricsToken: env['METRICS_TOKEN'] || null,
		relayLimits
	};
}

function megabytes(env: Readonly<Record<string, string | undefined>>, name: string, usual: number): number {
	const given = Number(env[name] ?? usual);
	if (!Number.isFinite(given) || given <= 0)
		throw new ConfigError(`${name} is not a number of megabytes: ${env[name]}`);
	return given * 1_000_000;
}

function parseClamdUrl(text: string | undefined): string | null {
	if (text === undefined || text === '') return null;
	if (/^unix:\/[^\0]+$/.test(text) || /^tcp:\/\/(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}$/i.test(text)) return text;
	throw new ConfigError(`CLAMD_URL is neither tcp://host:port nor unix:/path: ${text}`);
}

function parseSource(text: string | undefined): string | null {
	if (text === undefined || text === '') return null;
	const url = URL.parse(text);
	if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
	throw new ConfigError(`SOURCE_URL is not an address such as https://example.org/minutebook: ${text}`);
}

function parseOrigin(text: string): string {
	try {
		const url = new URL(text);
		if (url.protocol === 'http:' || url.protocol === 'https:') return url.origin;
	} catch {
		// said below
	}
	throw new ConfigError(`ORIGIN is not an address such as https://minutes.example.org: ${text}`);
}
