import { readConfig } from '#server/config.ts';
import { personByEmail } from '#server/store/boards/people.ts';
import { sessionCookieName } from '#server/store/accounts/sessions.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { openSession } from '#server/usecases/accounts/open-session.ts';
import {
	CONSOLE,
	need,
	readArgs,
	Refused,
	refused,
	withDatabase,
	type Command
} from '#server/commands/command.ts';

export const command: Command = {
	name: 'session',
	summary: 'open a session of somebody, who is told',
	usage: `minutebook session EMAIL

Prints the value of a Cookie header that is signed in as that person for 12 hours: for tests and tools, and for somebody
whom no code reaches. They and the chairs of their boards are told by letter, and can end it. Set ORIGIN to that of
the server when it is https: the cookie has another name there.`,
	async run(args, env) {
		const { positionals } = readArgs(args, {}, 1);
		const email = need(positionals[0], 'EMAIL');
		const { origin } = readConfig(env);
		return withDatabase(env, async (db) => {
			const person = await personByEmail(db, email);
			if (person === null) throw new Refused(`Nobody with the address ${email} is known.`);
			const opened = await openSession(realDeps(db, origin), CONSOLE, { person: person.id });
			if (!opened.ok) throw refused(opened.error);
			console.log(`${sessionCookieName(origin)}=${opened.value}`);
			return 0;
		});
	}
};
