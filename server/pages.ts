/**
 * The web half: SvelteKit's build in processes of its own, or its source through Vite in this one. It shares nothing with this
 * side but the database and the environment.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError } from './config.ts';
import { ADDRESS, handOn } from './pages/doorway.ts';
import { laneOf } from './pages/lanes.ts';
import { pageServer, type PageServer } from './pages/page-server.ts';

/** built: as it lies in build/ · build: the same, made first where it is missing or old · dev: from the source */
export type Pages = 'built' | 'build' | 'dev';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const ROOT = path.join(import.meta.dirname, '..');
const BUILT = path.join(ROOT, 'build/handler.js');
const SOURCES = ['src', 'server', 'static', 'svelte.config.js', 'vite.config.ts', 'package-lock.json'];

/** Before anything else: refuses in one line when there is nothing to show. */
export async function preparePages(pages: Pages): Promise<void> {
	if (pages === 'dev') return;
	if (pages === 'build' && (await isStale())) await build();
	if (!existsSync(BUILT))
		throw new ConfigError('The pages are not built yet. Run "npm run build" first, or start with --build.');
}

/** The processes that will answer, while they wait to be told to. */
export interface PageProcesses {
	readonly quick: PageServer;
	readonly long: PageServer;
	stop(): Promise<void>;
}

/** Made before this process grows; `dev` needs none. */
export async function makePageProcesses(
	pages: Pages,
	dataDir: string,
	died: (message: string) => void
): Promise<PageProcesses | null> {
	if (pages === 'dev') return null;
	const folder = await socketFolder(dataDir);
	const answering = (name: string, heap: number, nice: number): PageServer =>
		pageServer({
			socketPath: path.join(folder, `${name}.sock`),
			built: BUILT,
			heap,
			nice,
			env: pageEnvironment,
			died: (code, signal) => died(`the process that answers ${name} pages ended with ${code ?? signal}`)
		});
	const quick = answering('quick', QUICK_HEAP, QUICK_NICE);
	const long = answering('long', LONG_HEAP, LONG_NICE);
	quick.prepare();
	long.prepare();
	return {
		quick,
		long,
		async stop() {
			await Promise.all([quick.stop(), long.stop()]);
			await rm(folder, { recursive: true, force: true });
		}
	};
}

export interface OpenPages {
	readonly handler: Handler;
	/** Seconds: the longest that each of the processes stood still since this was last asked. */
	delays(): Promise<Readonly<Record<string, number>>>;
	stop(): Promise<void>;
}

/**
 * After the environment is set: the bundle reads it as it loads.
 * @param recordBytes bytes of a meeting's signed record; 0: it has none
 */
export async function openPages(
	processes: PageProcesses | null,
	server: Server,
	recordBytes: (meeting: string) => number
): Promise<OpenPages> {
	if (processes === null) {
		const { createServer } = await import('vite');
		const vite = await createServer({ root: ROOT, server: { middlewareMode: true } });
		server.once('close', () => void vite.close());
		return { handler: vite.middlewares, delays: async () => ({}), stop: async () => undefined };
	}
	const { quick, long } = processes;
	await quick.ready();
	// Not before it has been a while at rest: a start is waited for, and who reviews comes later.
	const soon = setTimeout(() => void long.ready().catch(() => undefined), LATER_MS).unref();
	return {
		handler(request, response) {
			const [place = '/'] = (request.url ?? '/').split('?');
			handOn(request, response, processes[laneOf(place, recordBytes)]);
		},
		async delays() {
			const [quickDelay, longDelay] = await Promise.all([quick.delay(), long.delay()]);
			return {
				...(quickDelay === null ? {} : { quick: quickDelay }),
				...(longDelay === null ? {} : { long: longDelay })
			};
		},
		async stop() {
			clearTimeout(soon);
			await processes.stop();
		}
	};
}

/** MiB. A page takes a few; the review, history and PDF of the largest text some two hundred. */
const QUICK_HEAP = 384;
const LONG_HEAP = 1024;
/** A page that is waited for is not much less urgent than a key; at 10 a quarter more time went by beside a busy browser. */
const QUICK_NICE = 1;
const LONG_NICE = 5;
const LATER_MS = 2000;
/** Bytes that the path of a socket may have, on the strictest of systems. */
const LONGEST_PATH = 100;

/** Where nobody else on this machine reaches: whoever speaks on such a socket may say what address they have. */
async function socketFolder(dataDir: string): Promise<string> {
	const own = path.join(dataDir, 'sockets');
	if (Buffer.byteLength(path.join(own, 'quick.sock')) > LONGEST_PATH)
		return mkdtemp(path.join(tmpdir(), 'minutebook-'));
	await mkdir(own, { recursive: true, mode: 0o700 });
	return own;
}

/** Behind us the pages see one address only, ours; so we tell them whose it is, unless a proxy before us does. */
const pageEnvironment = (): NodeJS.ProcessEnv => ({
	...process.env,
	ADDRESS_HEADER: process.env['ADDRESS_HEADER'] || ADDRESS
});

async function isStale(): Promise<boolean> {
	if (!existsSync(BUILT)) return true;
	const { mtimeMs } = await stat(BUILT);
	for (const source of SOURCES) if ((await newest(path.join(ROOT, source))) > mtimeMs) return true;
	return false;
}

/** When the file, or anything below the folder, was last changed. */
async function newest(place: string): Promise<number> {
	if (!existsSync(place)) return 0;
	const found = await stat(place);
	if (!found.isDirectory()) return found.mtimeMs;
	const inside = await readdir(place, { withFileTypes: true, recursive: true });
	const times = inside
		.filter((entry) => entry.isFile())
		.map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).mtimeMs);
	return Math.max(0, ...(await Promise.all(times)));
}

async function build(): Promise<void> {
	console.log('Building the pages. This takes half a minute, once.');
	const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
	const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'pipe']
	});
	// Builders chat. What they said matters when it did not work.
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) console.error(said);
	if (code !== 0) throw new ConfigError('The pages could not be built; what is wrong stands above.');
}
