import { readConfig } from '#server/config.ts';
import { parseRole, ROLES, ROLE_WORDS } from '#core/boards/people.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { addMember } from '#server/usecases/boards/keep-members.ts';
import {
	CONSOLE,
	need,
	readArgs,
	refused,
	Refused,
	withDatabase,
	WrongUse,
	type Command
} from '#server/commands/command.ts';

export const command: Command = {
	name: 'member add',
	summary: 'make somebody a member of a board',
	usage: `minutebook member add --board S --email E --role R [--name N] [--agency A] [--initials I] [--from D] [--to D] [--json]

  --board      slug of the board
  --email      of the person; with --name, somebody new is added
  --role       ${ROLES.join(', ')}
  --agency     whom they speak for on this board
  --initials   when they are not those of the name
  --from --to  first and last day, YYYY-MM-DD (from today, open-ended)
  --json       print {id}

The chairs of the board are told by letter. Who becomes chair or co-chair this way can be taken back by them within a day.`,
	async run(args, env) {
		const { values } = readArgs(
			args,
			{
				board: { type: 'string' },
				email: { type: 'string' },
				role: { type: 'string' },
				name: { type: 'string' },
				agency: { type: 'string' },
				initials: { type: 'string' },
				from: { type: 'string' },
				to: { type: 'string' },
				json: { type: 'boolean' }
			},
			0
		);
		const slug = need(values.board, '--board');
		const email = need(values.email, '--email');
		const role = parseRole(need(values.role, '--role'));
		if (role === null) throw new WrongUse(`--role is one of ${ROLES.join(', ')}`);
		return withDatabase(env, async (db) => {
			const board = await boardBySlug(db, slug);
			if (board === null) throw new Refused(`There is no board with the slug ${slug}.`);
			const added = await addMember(realDeps(db, readConfig(env).origin), CONSOLE, {
				board: board.id,
				email,
				role,
				name: values.name ?? '',
				agency: values.agency ?? '',
				initials: values.initials ?? '',
				from: values.from ?? '',
				to: values.to ?? ''
			});
			if (!added.ok) throw refused(added.error);
			console.log(
				values.json
					? JSON.stringify({ id: added.value })
					: `${email} is on ${board.name} as ${ROLE_WORDS[role].toLowerCase()}.`
			);
			return 0;
		});
	}
};
