import { execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sizeWords } from '#core/agenda/papers.ts';
import { takeBackup } from '#server/backup/take-backup.ts';
import { readConfig } from '#server/config.ts';
import { need, readArgs, type Command } from '#server/commands/command.ts';

/** Behind the server: whoever types goes first. */
const NICE = 10;
const CLI = path.join(import.meta.dirname, '../../cli.ts');

export const command: Command = {
	name: 'backup',
	summary: 'copy the data while the server runs, look the copy through, and name it by its time',
	usage: `minutebook backup DIR [--json]

Makes a folder in DIR, named by the time (minutebook-2031-07-24T090000Z): the database as it was at one moment, the
papers, and manifest.json with the digest of every file. The copy is opened and verified before it gets that name; what
is cut off leaves nothing that looks like a backup. The server goes on meanwhile, and may be stopped as well.
  --json       print {folder, bytes, papers, seconds, problems}
Exit code 1 when something in the data does not hold; the backup is there all the same, and its manifest says what.`,
	async run(args, env) {
		const { values, positionals } = readArgs(args, { json: { type: 'boolean' } }, 1);
		const into = path.resolve(need(positionals[0], 'DIR'));
		setPriority(NICE);
		const began = performance.now();
		const backup = await takeBackup(readConfig(env).dataDir, into, {
			now: () => new Date(),
			verify: verifyCopy
		});
		const seconds = Math.round((performance.now() - began) / 100) / 10;
		if (values.json) console.log(JSON.stringify({ ...backup, seconds }));
		else {
			const { folder, bytes, papers, problems } = backup;
			console.log(
				`${folder}: the database and ${papers === 1 ? '1 paper' : `${papers} papers`}, ${sizeWords(bytes)}, in ${seconds} s.`
			);
			for (const problem of problems) console.log(problem);
			console.log(
				problems.length === 0
					? 'The copy was opened and verified: all of it holds.'
					: 'The copy is as the data are, and something in them does not hold. Keep older backups.'
			);
		}
		return backup.problems.length === 0 ? 0 : 1;
	}
};

/** By the very command that anybody would use, in a process that knows nothing but the copy. @returns what it says does not hold */
async function verifyCopy(folder: string): Promise<readonly string[]> {
	const env = { ...process.env, DATA_DIR: folder };
	try {
		await promisify(execFile)(process.execPath, [CLI, 'verify'], { env, maxBuffer: 2 ** 26 });
		return [];
	} catch (error) {
		const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
		const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
		return said.length > 0 ? said : [`The copy could not be verified: ${String(error)}`];
	}
}
