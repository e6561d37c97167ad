import { addPerson, appoint } from '#server/usecases/accounts/add-person.ts';
import { readConfig } from '#server/config.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { CONSOLE, need, readArgs, refused, withDatabase, type Command } from '#server/commands/command.ts';

export const command: Command = {
	name: 'person add',
	summary: 'add a person who may sign in',
	usage: `minutebook person add --email E --name N [--agency A] [--initials I] [--admin] [--json]

  --email      where sign-in codes go
  --name       as printed in minutes
  --agency     who they work for
  --initials   when they are not those of the name
  --admin      may add people and boards; for somebody known already, makes them one, and the
               chairs of their boards are told by letter
  --json       print {id, email}`,
	async run(args, env) {
		const { values } = readArgs(
			args,
			{
				email: { type: 'string' },
				name: { type: 'string' },
				agency: { type: 'string' },
				initials: { type: 'string' },
				admin: { type: 'boolean' },
				json: { type: 'boolean' }
			},
			0
		);
		const email = need(values.email, '--email');
		const name = need(values.name, '--name');
		return withDatabase(env, async (db) => {
			const deps = realDeps(db, readConfig(env).origin);
			let added = await addPerson(deps, CONSOLE, {
				name,
				email,
				agency: values.agency ?? '',
				initials: values.initials ?? '',
				admin: values.admin ?? false
			});
			if (!added.ok && added.error.code === 'taken' && values.admin)
				added = await appoint(deps, CONSOLE, email);
			if (!added.ok) throw refused(added.error);
			console.log(
				values.json
					? JSON.stringify({ id: added.value, email })
					: `${name} may sign in as ${email}${values.admin ? ', as administrator' : ''}.`
			);
			return 0;
		});
	}
};
