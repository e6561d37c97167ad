/**
 * The console of whoever runs the server, kept at hand: the command lines that set a test up go to one process beside this one. To
 * start Node for each of them took a fifth of the time of the browser tests.
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface Asked {
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

export interface Ran {
	readonly code: number;
	readonly said: string;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const NODE = path.join(ROOT, 'node_modules/.bin/node');

let child: ChildProcess | null = null;
/** Each waits for the one before it: answers come in the order in which was asked. */
let turn: Promise<unknown> = Promise.resolve();

/** @returns what the command prints; throws what it says when it refuses */
export function typeCommand(asked: Asked): Promise<string> {
	const answer = turn.then(() => ask(asked));
	turn = answer.catch(() => undefined);
	return answer;
}

async function ask(asked: Asked): Promise<string> {
	child ??= start();
	const at = child;
	at.ref();
	at.channel?.ref();
	try {
		const { code, said } = await answerOf(at, asked);
		if (code !== 0) throw new Error(`minutebook ${asked.args.join(' ')}: ${code}\n${said}`);
		return said.trim();
	} finally {
		at.unref();
		at.channel?.unref();
	}
}

function answerOf(at: ChildProcess, asked: Asked): Promise<Ran> {
	return new Promise((resolve, reject) => {
		const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
			child = null;
			reject(new Error(`the console ended with ${code ?? signal} at ${asked.args.join(' ')}`));
		};
		at.once('message', (ran) => {
			at.off('exit', ended);
			resolve(ran as Ran);
		});
		at.once('exit', ended);
		at.send(asked);
	});
}

function start(): ChildProcess {
	return fork(path.join(import.meta.dirname, 'console-process.ts'), {
		cwd: ROOT,
		execPath: NODE,
		// Nothing of how the tests themselves are run.
		execArgv: [],
		env: { PATH: process.env['PATH'] }
	});
}
