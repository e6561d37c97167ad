import { writeFile } from 'node:fs/promises';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { renderPdf } from '#server/render/pdf.ts';
import { exportAtConsole } from '#server/usecases/minutes/export-minutes.ts';
import { need, readArgs, Refused, withDatabase, WrongUse, type Command } from '#server/commands/command.ts';

const FORMATS = ['pdf', 'text', 'json'] as const;

export const command: Command = {
	name: 'export',
	summary: 'write the minutes of a meeting as PDF, text or JSON',
	usage: `minutebook export MEETING --format pdf|text|json [--out FILE]

  MEETING      its id: the last part of its address
  --format     pdf (tagged, PDF/UA-1), text, or json (with digest and signatures)
  --out        file to write to (the standard output)
Signed minutes come from the record; a draft is marked as one.`,
	async run(args, env) {
		const { values, positionals } = readArgs(
			args,
			{ format: { type: 'string' }, out: { type: 'string' } },
			1
		);
		const id = need(positionals[0], 'MEETING');
		const format = FORMATS.find((known) => known === need(values.format, '--format'));
		if (format === undefined) throw new WrongUse(`--format is one of ${FORMATS.join(', ')}`);
		const meeting = parseId<MeetingId>(id.split('/').at(-1));
		return withDatabase(env, async (db) => {
			const exported = meeting === null ? null : await exportAtConsole(db, meeting);
			if (!exported?.ok) throw new Refused(`There is no meeting ${id}.`);
			const { minutes, marking, text, json } = exported.value;
			const content =
				format === 'pdf'
					? await renderPdf({ minutes, marking })
					: Buffer.from(format === 'text' ? text : json);
			if (values.out !== undefined) await writeFile(values.out, content);
			else if (format === 'pdf' && process.stdout.isTTY)
				throw new WrongUse('A PDF is nothing to look at in a terminal: add --out FILE');
			else await new Promise<void>((resolve) => process.stdout.write(content, () => resolve()));
			return 0;
		});
	}
};
