/**
 * [P16] What every answer says to a browser, whoever gives it: the pages, a file, a redirect, a refusal, an error, the relay's "no".
 * server/guard-answers.ts puts it on all that goes over HTTP, before anybody else sees the request; server/relay/socket/handshake.ts on
 * the upgrades it refuses; src/hooks.server.ts makes the pages' own policy exact. No answer takes any of it off again.
 */

/** What none of our pages asks a browser for, so that no script in one of them can. */
const POWERS = [
	'accelerometer',
	'autoplay',
	'browsing-topics',
	'camera',
	'clipboard-read',
	'display-capture',
	'encrypted-media',
	'fullscreen',
	'gamepad',
	'geolocation',
	'gyroscope',
	'hid',
	'identity-credentials-get',
	'idle-detection',
	'local-fonts',
	'magnetometer',
	'microphone',
	'midi',
	'otp-credentials',
	'payment',
	'picture-in-picture',
	'publickey-credentials-create',
	'publickey-credentials-get',
	'screen-wake-lock',
	'serial',
	'storage-access',
	'usb',
	'window-management',
	'xr-spatial-tracking'
];

/** For what is no page: it may be read, and runs, loads and embeds nothing. The plain error page has its one style sheet. */
const NO_PAGE =
	"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A worker's policy comes with its script. Ours fetches what the pages need, from here. */
const WORKER =
	"default-src 'none'; connect-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const KEPT_A_YEAR = 31_536_000;

/** On every answer. @param origin ours: over TLS browsers are told to stay there */
export function guardHeaders(origin: string): Readonly<Record<string, string>> {
	return {
		'cache-control': 'no-store',
		'content-security-policy': NO_PAGE,
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'origin-agent-cluster': '?1',
		'permissions-policy': [...POWERS.map((power) => `${power}=()`), 'clipboard-write=(self)'].join(', '),
		'referrer-policy': 'same-origin',
		'x-content-type-options': 'nosniff',
		'x-frame-options': 'DENY',
		...(origin.startsWith('https:') ? { 'strict-transport-security': `max-age=${KEPT_A_YEAR}` } : {})
	};
}

/** The same as lines, for answers that are written to a bare socket. */
export const guardLines = (origin: string): string =>
	Object.entries(guardHeaders(origin))
		.map(([name, value]) => `${name}: ${value}\r\n`)
		.join('');

/** Code and pictures that are the same for everybody: a browser asks each time whether its copy still is the one. */
const FILES =
	/^\/(?:_app\/immutable\/|(?:_app\/version\.json|favicon\.(?:svg|ico)|robots\.txt|licences\.txt|error\.css|service-worker\.js)$)/;

/** Of a path without its query: where it differs from what is said to all. */
export function fileHeaders(path: string): Readonly<Record<string, string>> {
	return {
		...(FILES.test(path) ? { 'cache-control': 'no-cache' } : {}),
		...(path === '/service-worker.js' ? { 'content-security-policy': WORKER } : {})
	};
}

/** Nobody keeps a redirect, a refusal or an error, whatever its route says of the answer it did not get. */
export const isKeptByNobody = (status: number): boolean => status >= 300 && status !== 304;

/**
 * The policy of a page, which SvelteKit writes with the nonces of that one answer (svelte.config.js), made exact: sockets to this
 * host and to no other. 'self' covers them in today's browsers; those of before 2022 want them named.
 */
export function pagePolicy(policy: string, origin: string): string {
	return policy.replace("connect-src 'self'", `connect-src 'self' ${origin.replace(/^http/, 'ws')}`);
}

/** While developing, Vite talks to its own page over a socket of another port and shows errors in HTML. Never in a build. */
export function developmentPolicy(policy: string): string {
	return policy
		.replace("connect-src 'self'", "connect-src 'self' ws: wss:")
		.replace(/; (?:require-trusted-types-for|trusted-types) [^;]*/g, '');
}
