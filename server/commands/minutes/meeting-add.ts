import { londonDate } from '#core/kernel/time.ts';
import { documentName } from '#core/wire/wire.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { makeMeetingAtConsole } from '#server/usecases/minutes/make-meeting.ts';
import {
	need,
	readArgs,
	refused,
	Refused,
	withDatabase,
	WrongUse,
	type Command
} from '#server/commands/command.ts';

export const command: Command = {
	name: 'meeting add',
	summary: 'make a meeting of a board',
	usage: `minutebook meeting add --board S --title T [--date D] [--start T] [--end T] [--place P] [--count N] [--json]

  --board      slug of the board
  --date       YYYY-MM-DD (today)
  --start --end  HH:MM
  --count      make so many, all alike (for tests)
  --json       print [{id, title, documents: {open}}]; open is the name of the document on the relay`,
	async run(args, env) {
		const { values } = readArgs(
			args,
			{
				board: { type: 'string' },
				title: { type: 'string' },
				date: { type: 'string' },
				start: { type: 'string' },
				end: { type: 'string' },
				place: { type: 'string' },
				count: { type: 'string' },
				json: { type: 'boolean' }
			},
			0
		);
		const slug = need(values.board, '--board');
		const title = need(values.title, '--title');
		const count = Number(values.count ?? '1');
		if (!Number.isInteger(count) || count < 1 || count > 10_000)
			throw new WrongUse('--count is a number from 1 to 10000');
		return withDatabase(env, async (db) => {
			const deps = realDeps(db);
			const board = await boardBySlug(db, slug);
			if (board === null) throw new Refused(`There is no board with the slug ${slug}.`);
			const made = [];
			for (let n = 1; n <= count; n++) {
				const id = await makeMeetingAtConsole(deps, {
					board: board.id,
					title,
					date: values.date ?? londonDate(deps.now()),
					start: values.start ?? '',
					end: values.end ?? '',
					place: values.place ?? board.place
				});
				if (!id.ok) throw refused(id.error);
				made.push({ id: id.value, title, documents: { open: documentName(id.value) } });
			}
			console.log(values.json ? JSON.stringify(made) : made.map(({ id }) => `/meetings/${id}`).join('\n'));
			return 0;
		});
	}
};
