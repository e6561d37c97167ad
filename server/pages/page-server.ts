/** A process that answers pages, seen from the one that started it: begun when it is needed, begun again when it dies. */
import { fork, type ChildProcess } from 'node:child_process';
import { Agent } from 'node:http';
import path from 'node:path';

export interface PageServer {
	readonly socketPath: string;
	/** Connections to it, which stay. */
	readonly agent: Agent;
	/** Resolves when it listens; starts it when it does not run. Rejects when it cannot be started. */
	ready(): Promise<void>;
	/** Seconds: the longest that its loop stood still since this was last asked; null: it does not run. */
	delay(): Promise<number | null>;
	/** What is under way is finished. */
	stop(): Promise<void>;
}

const SCRIPT = path.join(import.meta.dirname, 'page-process.ts');
/** Milliseconds. One that dies at once, again and again, must not take the processor for dying. */
const REST_MS = 1000;
const ASK_MS = 1000;
const STOP_MS = 3000;

export function pageServer(options: {
	readonly socketPath: string;
	/** The build's handler. */
	readonly built: string;
	/** MiB of its heap. Past that it ends, and what it was doing with it; nobody who types is held up. */
	readonly heap: number;
	/** How far it stands back, 0 to 19, when there are more who want the processor than there are processors. */
	readonly nice: number;
	readonly env: NodeJS.ProcessEnv;
	/** It ended without having been told to. */
	readonly died: (code: number | null, signal: NodeJS.Signals | null) => void;
}): PageServer {
	const { socketPath } = options;
	const agent = new Agent({ keepAlive: true });
	let child: ChildProcess | null = null;
	let starting: Promise<void> | null = null;
	let diedAt = -Infinity;
	let stopped = false;

	async function start(): Promise<void> {
		const rest = diedAt + REST_MS - performance.now();
		if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
		const begun = fork(SCRIPT, [socketPath, options.built, String(options.nice)], {
			env: options.env,
			execArgv: [`--max-old-space-size=${options.heap}`, '--semi-space-growth-factor=1'],
			stdio: ['ignore', 'inherit', 'inherit', 'ipc']
		});
		child = begun;
		await new Promise<void>((resolve, reject) => {
			const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
				diedAt = performance.now();
				child = starting = null;
				if (!stopped) options.died(code, signal);
				reject(new Error(`the process that answers pages ended with ${code ?? signal}`));
			};
			begun.once('exit', ended);
			begun.on('message', (said) => {
				if (said === 'listening') resolve();
			});
			begun.once('error', reject);
		});
	}

	return {
		socketPath,
		agent,
		ready: () => (starting ??= start()),
		delay() {
			const asked = child;
			if (asked === null) return Promise.resolve(null);
			return new Promise((resolve) => {
				const done = (seconds: number | null): void => {
					clearTimeout(late);
					asked.off('message', heard);
					resolve(seconds);
				};
				const heard = (said: unknown): void => {
					if (typeof said === 'object' && said !== null && 'delay' in said) done(Number(said.delay));
				};
				const late = setTimeout(() => done(null), ASK_MS);
				asked.on('message', heard);
				asked.send('delay', (error) => error && done(null));
			});
		},
		async stop() {
			stopped = true;
			agent.destroy();
			const ending = child;
			if (ending === null) return;
			const ended = new Promise((resolve) => ending.once('exit', resolve));
			const late = setTimeout(() => ending.kill('SIGKILL'), STOP_MS);
			ending.send('stop', () => undefined);
			await ended;
			clearTimeout(late);
		}
	};
}
