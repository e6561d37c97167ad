import { writeFile } from 'node:fs/promises';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { keptVersions, versionText } from '#server/usecases/log/kept-versions.ts';
import { need, readArgs, Refused, withDatabase, WrongUse, type Command } from '#server/commands/command.ts';

export const command: Command = {
	name: 'versions',
	summary: 'list what was kept of a meeting before large deletions, or write it out',
	usage: `minutebook versions MEETING [--version N] [--out FILE]

  MEETING      its id: the last part of its address
  --version    the number of a version in the list: its minutes as text
  --out        file to write to (the standard output); without --version, the newest
When one change takes away more than 2,000 characters and 30 % of the minutes, what was there is kept for
LOG_HISTORY_DAYS.`,
	async run(args, env) {
		const { values, positionals } = readArgs(
			args,
			{ version: { type: 'string' }, out: { type: 'string' } },
			1
		);
		const said = need(positionals[0], 'MEETING');
		const meeting = parseId<MeetingId>(said.split('/').at(-1));
		if (values.version !== undefined && !/^\d{1,15}$/.test(values.version))
			throw new WrongUse('--version is a number of the list');
		return withDatabase(env, async (db) => {
			const kept = meeting === null ? null : await keptVersions(db, meeting);
			if (meeting === null || !kept?.ok) throw new Refused(`There is no meeting ${said}.`);
			if (values.version === undefined && values.out === undefined) {
				for (const { id, at, person, name } of kept.value)
					console.log(
						`${id}  ${new Date(at).toISOString()}  before a deletion by ${name ?? person ?? 'the server'}`
					);
				if (kept.value.length === 0) console.log('Nothing was kept: no change took much away.');
				return 0;
			}
			const id = values.version === undefined ? kept.value[0]?.id : Number(values.version);
			const text = id === undefined ? null : await versionText(db, meeting, id);
			if (!text?.ok) throw new Refused(`No such version of ${said} is kept.`);
			if (values.out === undefined) console.log(text.value);
			else await writeFile(values.out, text.value);
			return 0;
		});
	}
};
