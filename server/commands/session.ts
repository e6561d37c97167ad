import { readConfig } from '#server/config.ts';
import { personByEmail } from '#server/store/people.ts';
import { recordAudit } from '#server/store/audit.ts';
import { ABSOLUTE_MS, createSession, sessionCookieName } from '#server/store/sessions.ts';
import { CONSOLE, need, readArgs, Refused, withDatabase, type Command } from './command.ts';

export const command: Command = {
	name: 'session',
	summary: 'make a session for tests and tools',
	usage: `minutebook session EMAIL

Prints the value of a Cookie header that is signed in as that person for 12 hours. Set ORIGIN to that of the server
when it is https: the cookie has another name there.`,
	async run(args, env) {
		const { positionals } = readArgs(args, {}, 1);
		const email = need(positionals[0], 'EMAIL');
		return withDatabase(env, async (db) => {
			const person = await personByEmail(db, email);
			if (person === null) throw new Refused(`Nobody with the address ${email} is known.`);
			if (person.disabledAt != null)
				throw new Refused(`${person.name} is disabled. Say minutebook person enable ${email} first.`);
			const now = Date.now();
			const token = await createSession(db, person.id, now, {
				idleMs: ABSOLUTE_MS,
				userAgent: 'command line'
			});
			await recordAudit(db, {
				at: now,
				person: CONSOLE.person,
				verb: 'sign-in-at-console',
				subject: person.id
			});
			console.log(`${sessionCookieName(readConfig(env).origin)}=${token}`);
			return 0;
		});
	}
};
