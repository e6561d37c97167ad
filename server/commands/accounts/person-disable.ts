import { readConfig } from '#server/config.ts';
import { personByEmail } from '#server/store/boards/people.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { disablePerson } from '#server/usecases/accounts/disable-person.ts';
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
	name: 'person disable',
	summary: 'end somebody’s sessions and let them sign in no more',
	usage: `minutebook person disable EMAIL

Every session of theirs ends at once, open pages within a second. Their boards, what they wrote and what they signed stay.
They and the chairs of their boards are told by letter. The last administrator cannot be disabled.`,
	async run(args, env) {
		const { positionals } = readArgs(args, {}, 1);
		const email = need(positionals[0], 'EMAIL');
		return withDatabase(env, async (db) => {
			const found = await personByEmail(db, email);
			if (found === null) throw new Refused(`Nobody with the address ${email} is known.`);
			const done = await disablePerson(realDeps(db, readConfig(env).origin), CONSOLE, { person: found.id });
			if (!done.ok) throw refused(done.error);
			const person = done.value;
			console.log(`${person.name} may not sign in any more. Every session of theirs is ended.`);
			return 0;
		});
	}
};
