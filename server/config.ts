import path from 'node:path';

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
		metricsToken: env['METRICS_TOKEN'] || null,
		relayLimits
	};
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
