import { readConfig } from '#server/config.ts';
import { verifyPapers } from '#server/usecases/verify-papers.ts';
import { verifyRecords } from '#server/usecases/verify-records.ts';
import { readArgs, withDatabase, type Command } from './command.ts';

export const command: Command = {
	name: 'verify',
	summary: 'recompute every digest, the chain of every board and the content of every paper',
	usage: `minutebook verify [--json]

Recomputes the digest and the text of every signed record, its signatures, the shared document it came from, the
decisions and actions taken from it, the chain of records of each board, and the content of every paper. Says what
fails; exit code 1 then.
  --json       print {boards, records, problems: [{board, meeting, record, what}],
               papers: {papers, problems: [{meeting, paper, what}]}}`,
	async run(args, env) {
		const { values } = readArgs(args, { json: { type: 'boolean' } }, 0);
		return withDatabase(env, async (db) => {
			const verified = await verifyRecords(db);
			const { boards, records, problems } = verified;
			const papers = await verifyPapers(db, readConfig(env).dataDir);
			if (values.json) console.log(JSON.stringify({ ...verified, papers }));
			else {
				for (const { board, record, meeting, what } of problems)
					console.log(`${board}: ${record} (${meeting}): ${what}.`);
				const counted = `${records} signed ${records === 1 ? 'record' : 'records'} of ${boards} ${boards === 1 ? 'board' : 'boards'}`;
				console.log(
					problems.length === 0
						? `${counted}: every digest and every chain holds.`
						: `${counted}: ${problems.length} ${problems.length === 1 ? 'thing does' : 'things do'} not hold.`
				);
				for (const { paper, meeting, what } of papers.problems)
					console.log(`Paper “${paper}” (${meeting}): ${what}.`);
				if (papers.papers > 0 && papers.problems.length === 0)
					console.log(
						`${papers.papers === 1 ? '1 paper' : `${papers.papers} papers`}: every content is what was attached.`
					);
			}
			return problems.length + papers.problems.length === 0 ? 0 : 1;
		});
	}
};
