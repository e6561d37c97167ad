import { randomInt } from 'node:crypto';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { newId, realDeps } from '#server/usecases/kernel/deps.ts';
import { repairDocument } from '#server/usecases/log/repair-document.ts';
import { need, readArgs, Refused, refused, withDatabase, type Command } from '#server/commands/command.ts';

export const command: Command = {
	name: 'repair',
	summary: 'set the shared text of a meeting right, and keep the old one',
	usage: `minutebook repair MEETING [--anyway] [--json]

  MEETING      its id: the last part of its address
  --anyway     also where minutebook doctor finds nothing wrong
  --json       print {epoch, findings, leftOut, homeless}
What can be read of the text goes on in a new one: agenda, lines, actions, and whose each word is. What cannot be read, and
what no minutes can hold, does not come along and is named. The old text is kept with its history, and nothing more is
written in it. The server may run meanwhile: open pages go to the new text by themselves, and what somebody had typed and
not yet saved is shown to them to copy. Signed minutes are left as they are.`,
	async run(args, env) {
		const { values, positionals } = readArgs(
			args,
			{ anyway: { type: 'boolean' }, json: { type: 'boolean' } },
			1
		);
		const said = need(positionals[0], 'MEETING');
		const meeting = parseId<MeetingId>(said.split('/').at(-1));
		if (meeting === null) throw new Refused(`There is no meeting ${said}.`);
		return withDatabase(env, async (db) => {
			const chance = { newId: () => newId<string>(), newClient: () => randomInt(2 ** 32) };
			const done = await repairDocument(realDeps(db), chance, { meeting, anyway: values.anyway === true });
			if (!done.ok && done.error.code === 'not-found') throw new Refused(`There is no meeting ${said}.`);
			if (!done.ok) throw refused(done.error);
			const { epoch, findings, leftOut, homeless } = done.value;
			if (values.json) {
				console.log(JSON.stringify(done.value));
				return 0;
			}
			for (const finding of findings) console.log(`Was wrong: ${finding}.`);
			for (const one of leftOut) console.log(`Left out: ${one}.`);
			if (homeless > 0)
				console.log(
					`${homeless === 1 ? '1 stretch' : `${homeless} stretches`} of words stood on what cannot be read: see the last item, “Words without a place”.`
				);
			console.log(
				`The meeting goes on in text ${epoch}. The one before it is kept, and opens from the history.`
			);
			return 0;
		});
	}
};
