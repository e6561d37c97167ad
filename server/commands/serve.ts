import { readConfig } from '#server/config.ts';
import { readArgs, type Command } from './command.ts';

export const command: Command = {
	name: 'serve',
	summary: 'run the server',
	usage: `minutebook serve [--build]

Runs Minutebook until Ctrl-C. Settings come from the environment:
  PORT (3000)  HOST (127.0.0.1)  ORIGIN (http://localhost:PORT)  DATA_DIR (data)
  SMTP_URL (smtp://user:password@host:port; without it sign-in codes are printed here)  MAIL_FROM
  PAPERS_MEETING_MB (500)  PAPERS_BOARD_MB (5000)  PAPERS_ALL_MB (20000)  PAPERS_RESERVE_MB (512): room for papers
  CLAMD_URL (tcp://host:port or unix:/path): the virus scanner that papers wait for
  SOURCE_URL: where the source of what runs here is; the foot of every page leads there
  LOG_HISTORY_DAYS (30): how long every keystroke is kept beside the text it became
  REHEARSAL (on): off starts 1.4 s sooner, and the first minutes cost more
  --build      build the pages first when they are missing or older than their source`,
	async run(args, env) {
		const { values } = readArgs(args, { build: { type: 'boolean' } }, 0);
		const config = readConfig(env);
		const { runServer } = await import('#server/main.ts');
		await runServer(config, { pages: values.build ? 'build' : 'built' });
		return 0;
	}
};
