/** The child of console.ts: runs one command line after the other, as `minutebook` does, without being started for each. */
import { runCommand } from '#server/commands/run-command.ts';
import type { Asked, Ran } from './console.ts';

process.umask(0o077);
process.once('disconnect', () => process.exit());

let turn: Promise<void> = Promise.resolve();
process.on('message', (asked: Asked) => {
	turn = turn.then(async () => {
		const ran = await run(asked);
		process.send?.(ran);
	});
});

async function run({ args, env }: Asked): Promise<Ran> {
	const said: string[] = [];
	const keep = (...words: readonly unknown[]) => void said.push(words.map(String).join(' '));
	const { log, error } = console;
	Object.assign(console, { log: keep, error: keep });
	try {
		return { code: await runCommand(args, env), said: said.join('\n') };
	} catch (thrown) {
		return { code: 70, said: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
	} finally {
		Object.assign(console, { log, error });
	}
}
