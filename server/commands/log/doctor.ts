import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { longInstant } from '#core/kernel/time.ts';
import { examineDocuments, type Examined } from '#server/usecases/log/examine-documents.ts';
import { readArgs, Refused, withDatabase, type Command } from '#server/commands/command.ts';

export const command: Command = {
	name: 'doctor',
	summary: 'look at the shared text of every meeting, and say what is wrong with it',
	usage: `minutebook doctor [MEETING] [--json]

  MEETING      its id: the last part of its address; without it, every meeting
  --json       print [{meeting, title, document, signed, replaced, findings}] of those with findings, or replaced
Says of each text what cannot be read and is left out, with who wrote it and when; what no minutes can hold; parts of its
log that are not what was written; and whether it asks for an editor newer than this server. Lists the texts that
minutebook repair put another in the place of. Changes no word: a frame that nobody can read is set aside, as every
other reader does. Exit code 1 when something is wrong.`,
	async run(args, env) {
		const { values, positionals } = readArgs(args, { json: { type: 'boolean' } }, 1);
		const [said] = positionals;
		const meeting = said === undefined ? null : parseId<MeetingId>(said.split('/').at(-1));
		return withDatabase(env, async (db) => {
			const found: Examined[] = [];
			const replaced: Examined[] = [];
			let looked = 0;
			if (said === undefined || meeting !== null)
				for await (const examined of examineDocuments(db, meeting, () => Date.now())) {
					if (examined.replaced) replaced.push(examined);
					else looked++;
					if (examined.findings.length > 0) found.push(examined);
				}
			if (said !== undefined && looked === 0) throw new Refused(`There is no meeting ${said}.`);
			if (values.json) console.log(JSON.stringify([...replaced, ...found]));
			else {
				for (const { title, meeting: id, replaced: by } of replaced)
					if (by)
						console.log(
							`${title} (${id}): an earlier text, kept as it was on ${longInstant(by.at)}: ${by.why}.`
						);
				for (const { title, meeting: id, findings } of found)
					for (const finding of findings) console.log(`${title} (${id}): ${finding}.`);
				const texts = looked === 1 ? '1 text' : `${looked} texts`;
				console.log(
					found.length === 0
						? `${texts}: nothing is wrong.`
						: `${texts}: something is wrong with ${found.length}. Meetings open without what is left out.`
				);
			}
			return found.length === 0 ? 0 : 1;
		});
	}
};
