/**
 * [R92] One of the processes that answer the pages: SvelteKit's build behind a socket in the data directory. It goes with the
 * process that started it, whatever ends that one. It does nothing until it is told its environment. Arguments: where it
 * listens, the build, and how far it stands back.
 */
import { readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setPriority } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { Told } from './page-server.ts';

const [socketPath = '', built = '', nice = '0'] = process.argv.slice(2);

// Whoever types comes first when there are more who want the processor than there are processors.
// The threads that V8 has started by now do not follow the process by themselves.
try {
	setPriority(Number(nice));
	for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), Number(nice));
} catch {
	// Not on this system: then all are equal.
}

// Ctrl+C goes to every process of a terminal; the one that started us says when to end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => process.exit(0));
// A promise that somebody's code forgot is one request without an answer, and not the end of all others.
process.on('unhandledRejection', (error) => console.error('nobody waited for this to fail', error));

const delay = monitorEventLoopDelay({ resolution: 20 });
let stop = (): void => process.disconnect();

const environment = await new Promise<NodeJS.ProcessEnv>((resolve) => {
	process.on('message', (told: Told) => {
		if (told === 'stop') stop();
		else if (told === 'delay') {
			process.send?.({ delay: delay.max / 1e9 });
			delay.reset();
		} else resolve(told.environment);
	});
});
Object.assign(process.env, environment);

const { handler } = (await import(pathToFileURL(built).href)) as {
	handler: (request: IncomingMessage, response: ServerResponse) => void;
};
const server = createServer(handler);
// The one in front minds the clock; between the two a connection stays.
server.keepAliveTimeout = server.requestTimeout = server.headersTimeout = 0;

stop = () => {
	server.close(() => {
		(process as NodeJS.EventEmitter).emit('sveltekit:shutdown', 'SIGTERM');
		process.disconnect();
	});
	// Those in front have their answers by now, or do not want them any more.
	server.closeAllConnections();
};
delay.enable();
rmSync(socketPath, { force: true });
server.listen(socketPath, () => process.send?.('listening'));
