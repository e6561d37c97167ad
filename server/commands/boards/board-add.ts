import { readConfig } from '#server/config.ts';
import { addBoard } from '#server/usecases/boards/add-board.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import {
	CONSOLE,
	need,
	readArgs,
	refused,
	withDatabase,
	WrongUse,
	type Command
} from '#server/commands/command.ts';

export const command: Command = {
	name: 'board add',
	summary: 'add a board, or a sub-group of one',
	usage: `minutebook board add --slug S --name N --chair E [--chair-name N] [--chair-agency A]
                     [--parent S] [--place P] [--signing any|all] [--json]

  --slug       its address: letters, digits, hyphens
  --name       as printed in minutes
  --chair      e-mail address of its first chair, who signs its minutes; after that chairs change by
               a chair, or by two members in the browser
  --chair-name, --chair-agency
               for a chair who is not known yet; they are told by letter
  --parent     slug of the board it reports to
  --place      where it usually meets
  --signing    with co-chairs: is the signature of any enough (the default), or do all sign
  --json       print {id, slug}`,
	async run(args, env) {
		const { values } = readArgs(
			args,
			{
				slug: { type: 'string' },
				name: { type: 'string' },
				chair: { type: 'string' },
				'chair-name': { type: 'string' },
				'chair-agency': { type: 'string' },
				parent: { type: 'string' },
				place: { type: 'string' },
				signing: { type: 'string' },
				json: { type: 'boolean' }
			},
			0
		);
		const slug = need(values.slug, '--slug');
		const name = need(values.name, '--name');
		const chair = need(values.chair, '--chair');
		const signing = values.signing ?? 'any';
		if (signing !== 'any' && signing !== 'all')
			throw new WrongUse(`--signing is any or all, not '${signing}'`);
		return withDatabase(env, async (db) => {
			const added = await addBoard(realDeps(db, readConfig(env).origin), CONSOLE, {
				slug,
				name,
				chair: {
					email: chair,
					name: values['chair-name'] ?? '',
					agency: values['chair-agency'] ?? ''
				},
				parent: values.parent ?? '',
				place: values.place ?? '',
				signingRule: signing
			});
			if (!added.ok) throw refused(added.error);
			console.log(
				values.json
					? JSON.stringify({ id: added.value.id, slug: added.value.slug })
					: `${added.value.name} is at /boards/${added.value.slug}.`
			);
			return 0;
		});
	}
};
