/** The relay in a process of its own, watched from outside. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { must } from '#core/kernel/result.ts';
import type { RelayHealth } from '#server/relay/relay.ts';

/** @param root of the source that is run */
export async function startServer(
	root: string,
	dataDir: string,
	documents: number
): Promise<{ child: ChildProcess; port: number }> {
	const child = spawn(
		process.execPath,
		[path.join(root, 'tests/bench/relay-server.ts'), dataDir, String(documents)],
		{ stdio: ['ignore', 'pipe', 'inherit', 'ipc'], cwd: root }
	);
	const port = await new Promise<number>((resolve, reject) => {
		createInterface({ input: must(child.stdout ?? undefined, 'output') }).once('line', (line) =>
			resolve(Number(line))
		);
		child.once('exit', (code) => reject(new Error(`the relay ended with ${code}`)));
	});
	return { child, port };
}

export function healthOf(child: ChildProcess): Promise<RelayHealth> {
	return new Promise((resolve) => {
		child.once('message', (health) => resolve(health as RelayHealth));
		child.send('health');
	});
}

/** Milliseconds of CPU, from the kernel's books, which count in hundredths of a second. */
export function cpuOf(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

export const median = (values: readonly number[]): number => {
	const sorted = [...values].sort((a, b) => a - b);
	return (must(sorted[(sorted.length - 1) >> 1], 'value') + must(sorted[sorted.length >> 1], 'value')) / 2;
};
