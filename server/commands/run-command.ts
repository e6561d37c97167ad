/** One command line: finds the command, turns what goes wrong into one line and an exit code (2 wrong use, 1 refused). */
import { ConfigError } from '#server/config.ts';
import { Refused, WrongUse, type Command, type Env } from './command.ts';

const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
	serve: () => import('./serve.ts'),
	demo: () => import('./demo.ts'),
	import: () => import('#server/commands/minutes/import.ts'),
	export: () => import('#server/commands/minutes/export.ts'),
	versions: () => import('#server/commands/log/versions.ts'),
	verify: () => import('#server/commands/record/verify.ts'),
	doctor: () => import('#server/commands/log/doctor.ts'),
	repair: () => import('#server/commands/log/repair.ts'),
	backup: () => import('#server/commands/data/backup.ts'),
	restore: () => import('#server/commands/data/restore.ts'),
	'person add': () => import('#server/commands/accounts/person-add.ts'),
	'person disable': () => import('#server/commands/accounts/person-disable.ts'),
	'person enable': () => import('#server/commands/accounts/person-enable.ts'),
	'board add': () => import('#server/commands/boards/board-add.ts'),
	'member add': () => import('#server/commands/boards/member-add.ts'),
	'meeting add': () => import('#server/commands/minutes/meeting-add.ts'),
	session: () => import('#server/commands/accounts/session.ts')
};

async function overview(): Promise<string> {
	const lines = await Promise.all(
		Object.values(COMMANDS).map(async (load) => {
			const { command } = await load();
			return `  ${command.name.padEnd(14)} ${command.summary}`;
		})
	);
	return `minutebook COMMAND\n\n${lines.join('\n')}\n\nminutebook COMMAND --help says more. DATA_DIR names the data directory (data).`;
}

export async function runCommand(argv: readonly string[], env: Env): Promise<number> {
	const words = argv.slice(0, 2).filter((word) => !word.startsWith('-'));
	const name = [words.join(' '), words[0] ?? ''].find((candidate) => candidate in COMMANDS);
	if (name === undefined) {
		if (argv.includes('--help') || argv.includes('-h')) {
			console.log(await overview());
			return 0;
		}
		const said = words.length === 0 ? 'Missing a command' : `Unknown command '${words.join(' ')}'`;
		console.error(`${said}. Commands: ${Object.keys(COMMANDS).join(', ')}. Say minutebook --help for more.`);
		return 2;
	}
	const rest = argv.slice(name.split(' ').length);
	const { command } = await COMMANDS[name]!();
	if (rest.includes('--help') || rest.includes('-h')) {
		console.log(command.usage);
		return 0;
	}
	try {
		return await command.run(rest, env);
	} catch (error) {
		if (error instanceof WrongUse) {
			console.error(`${error.message}. Say minutebook ${name} --help for its use.`);
			return 2;
		}
		if (error instanceof Refused || error instanceof ConfigError) {
			console.error(error.message);
			return 1;
		}
		throw error;
	}
}
