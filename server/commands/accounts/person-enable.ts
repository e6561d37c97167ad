import { readConfig } from '#server/config.ts';
import { personByEmail } from '#server/store/boards/people.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { enablePerson } from '#server/usecases/accounts/disable-person.ts';
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
	name: 'person enable',
	summary: 'let somebody sign in again',
	usage: `minutebook person enable EMAIL

They and the chairs of their boards are told by letter.`,
	async run(args, env) {
		const { positionals } = readArgs(args, {}, 1);
		const email = need(positionals[0], 'EMAIL');
		return withDatabase(env, async (db) => {
			const found = await personByEmail(db, email);
			if (found === null) throw new Refused(`Nobody with the address ${email} is known.`);
			const done = await enablePerson(realDeps(db, readConfig(env).origin), CONSOLE, { person: found.id });
			if (!done.ok) throw refused(done.error);
			const person = done.value;
			console.log(`${person.name} may sign in again.`);
			return 0;
		});
	}
};
