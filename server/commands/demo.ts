import { rm } from 'node:fs/promises';
import { readConfig } from '#server/config.ts';
import { readArgs, type Command } from './command.ts';

export const command: Command = {
	name: 'demo',
	summary: 'run the server with an invented board to try things on',
	usage: `minutebook demo [--fresh] [--build | --dev]

Runs Minutebook on invented data under data/demo, with one-press sign-in and its own mailbox; nothing leaves the
machine. Running it again keeps the data. PORT, HOST, DATA_DIR and ORIGIN change where.
  --fresh      throw the demo data away and start over
  --build      build the pages first when they are missing or older than their source
  --dev        for work on Minutebook itself: pages straight from their source`,
	async run(args, env) {
		const { values } = readArgs(
			args,
			{ fresh: { type: 'boolean' }, build: { type: 'boolean' }, dev: { type: 'boolean' } },
			0
		);
		const config = readConfig({ ...env, MINUTEBOOK_DEMO: '1' });
		if (values.fresh) await removeData(config.dataDir);
		const { runDemo } = await import('#server/demo/run.ts');
		await runDemo(config, { pages: values.dev ? 'dev' : values.build ? 'build' : 'built' });
		return 0;
	}
};

/** Only what Minutebook itself put there: DATA_DIR may be a directory with other things in it. */
async function removeData(dataDir: string): Promise<void> {
	const { DATABASE_FILE } = await import('#server/store/database/database.ts');
	const { MAILBOX_FOLDER } = await import('#server/demo/mailbox.ts');
	for (const name of [DATABASE_FILE, `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`, MAILBOX_FOLDER])
		await rm(`${dataDir}/${name}`, { recursive: true, force: true });
}
