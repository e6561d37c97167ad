import { readFile, stat } from 'node:fs/promises';
import { decodeText, undecodable } from '#core/import/decode-text.ts';
import { dryRunJson, type DryRun } from '#core/import/dry-run.ts';
import { parseMinutes } from '#core/import/parse-minutes.ts';
import { longDate, type CalendarDate } from '#core/kernel/time.ts';
import { documentName } from '#core/wire/wire.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { importMinutesAtConsole, MOST_TEXT } from '#server/usecases/minutes/import-minutes.ts';
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
	name: 'import',
	summary: 'make a meeting in draft of minutes in plain text',
	usage: `minutebook import FILE [--board SLUG] [--date D] [--title T] [--dry-run] [--json]

Reads plain text (UTF-8). Says what was understood and what is doubtful; nothing is guessed.
  --board      slug of the board that gets the meeting
  --date       YYYY-MM-DD, where the text does not say when the meeting was
  --title      instead of the title in the text
  --dry-run    only say what would be imported; needs no board
  --json       print it as JSON`,
	async run(args, env) {
		const { values, positionals } = readArgs(
			args,
			{
				board: { type: 'string' },
				date: { type: 'string' },
				title: { type: 'string' },
				'dry-run': { type: 'boolean' },
				json: { type: 'boolean' }
			},
			1
		);
		const text = await readText(need(positionals[0], 'FILE'));
		const understood = dryRunJson(parseMinutes(text));
		if (values['dry-run']) {
			console.log(values.json ? JSON.stringify(understood, null, '\t') : summary(understood));
			return 0;
		}
		const slug = need(values.board, '--board SLUG (or --dry-run)');
		return withDatabase(env, async (db) => {
			const board = await boardBySlug(db, slug);
			if (board === null) throw new Refused(`There is no board with the slug ${slug}.`);
			const made = await importMinutesAtConsole(realDeps(db), {
				board: board.id,
				text,
				date: values.date ?? '',
				title: values.title ?? ''
			});
			if (!made.ok) throw refused(made.error);
			const { meeting } = made.value;
			if (values.json)
				console.log(
					JSON.stringify({
						id: meeting,
						documents: { open: documentName(meeting) },
						doubts: understood.doubts
					})
				);
			else console.log(`${summary(understood)}\n/meetings/${meeting}`);
			return 0;
		});
	}
};

async function readText(file: string): Promise<string> {
	let bytes: Buffer;
	try {
		if ((await stat(file)).size > MOST_TEXT * 4)
			throw new Refused(`${file} is too large to be the minutes of one meeting.`);
		bytes = await readFile(file);
	} catch (error) {
		if (error instanceof Refused) throw error;
		throw new WrongUse(`Cannot read ${file}`);
	}
	const decoded = decodeText(bytes);
	if (!decoded.ok) throw new Refused(`${file}: ${undecodable(decoded.what)}`);
	return decoded.text;
}

/** For a person at a terminal. */
function summary(run: DryRun): string {
	const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
	const date = run.date === null ? 'no date' : longDate(run.date as CalendarDate);
	const lines = [
		`${run.title ?? 'No title'}, ${date}${run.start === null ? '' : `, ${run.start}${run.end === null ? '' : `–${run.end}`}`}`,
		[
			count(run.attendees.length, 'attendee'),
			count(run.apologies.length, 'apology', 'apologies'),
			count(run.items.length, 'item'),
			count(run.actions.length, 'action'),
			count(run.decisions.length, 'decision')
		].join(', '),
		...run.doubts.map(({ line, text }) => `  ${line === 0 ? 'text' : `line ${line}`}: ${text}`)
	];
	return lines.join('\n');
}
