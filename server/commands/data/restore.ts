import path from 'node:path';
import { restoreBackup } from '#server/backup/restore-backup.ts';
import { readConfig } from '#server/config.ts';
import { need, readArgs, type Command } from '#server/commands/command.ts';
import { command as verify } from '#server/commands/record/verify.ts';

export const command: Command = {
	name: 'restore',
	summary: 'put a backup into an empty data directory, with nobody signed in',
	usage: `minutebook restore DIR

Puts a backup into DATA_DIR, which must be empty and have no server running on it. DIR is a backup, or a folder of
backups: then the latest of them. Every file is compared with the manifest first; where one is damaged, or a record
chain is not the one that stands in the manifest, nothing is restored. Nobody is signed in afterwards. Then everything is
verified, as by "minutebook verify".`,
	async run(args, env) {
		const { positionals } = readArgs(args, {}, 1);
		const from = path.resolve(need(positionals[0], 'DIR'));
		const { dataDir } = readConfig(env);
		const { folder, manifest } = await restoreBackup(from, dataDir, Date.now());
		console.log(
			`${folder} is restored into ${dataDir}, as it was on ${manifest.began}. Nobody is signed in.`
		);
		if (manifest.heads !== undefined)
			console.log('Every record chain has the head that stands in the manifest of the backup.');
		return verify.run([], env);
	}
};
