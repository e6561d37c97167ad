/** The web half: SvelteKit's build, or its source through Vite. It shares nothing with this side but the database and the environment. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from './config.ts';

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

/** After the environment is set: the bundle reads it as it loads. */
export async function openPages(pages: Pages, server: Server): Promise<Handler> {
	if (pages === 'dev') {
		const { createServer } = await import('vite');
		const vite = await createServer({ root: ROOT, server: { middlewareMode: true } });
		server.once('close', () => void vite.close());
		return vite.middlewares;
	}
	const { handler } = (await import(pathToFileURL(BUILT).href)) as { handler: Handler };
	return handler;
}

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
