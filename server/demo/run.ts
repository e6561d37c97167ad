/** `minutebook demo`: the same server, with invented data, a mail server of its own and one-press sign-in. */
import type { Config } from '#server/config.ts';
import { endOnSignal, start, type Prepare } from '#server/main.ts';
import type { Pages } from '#server/pages.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { loadDemo } from './load.ts';
import { startMailbox } from './mailbox.ts';
import { DEMO_BOARD, DEMO_SIGN_INS } from './people.ts';

const prepare: Prepare = async (config, db) => {
	const deps = realDeps(db);
	await loadDemo(deps, config.origin, config.dataDir);
	const mailbox = await startMailbox({ dataDir: config.dataDir, db, now: deps.now });
	return { smtpUrl: mailbox.url, stop: () => mailbox.stop() };
};

export async function runDemo(config: Config, options: { readonly pages: Pages }): Promise<void> {
	const running = await start(config, options.pages, prepare);
	const people = DEMO_SIGN_INS.map(({ email, as }) => {
		const name = DEMO_BOARD.members.find((member) => member.email === email)?.name ?? email;
		return `    ${as.padEnd(10)} ${name}`;
	});
	console.log(`
  Minutebook, the demo: ${running.origin}

  Sign in with one press, as
${people.join('\n')}
  or by e-mail with a code: what it sends, to whomever, arrives at ${running.origin}/mailbox and goes nowhere else.
  Open a second browser, or a private window, to be two people at once.

  The data stays in ${config.dataDir}; npm run demo -- --fresh starts over. Ctrl-C stops.
`);
	endOnSignal(running);
}
