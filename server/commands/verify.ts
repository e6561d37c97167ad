import { verifyRecords } from '#server/usecases/verify-records.ts';
import { readArgs, withDatabase, type Command } from './command.ts';

export const command: Command = {
	name: 'verify',
	summary: 'recompute every digest and the chain of every board',
	usage: `minutebook verify [--json]

Recomputes the digest and the text of every signed record, its signatures, the shared document it came from, the
decisions and actions taken from it, and the chain of records of each board. Says what fails; exit code 1 then.
  --json       print {boards, records, problems: [{board, meeting, record, what}]}`,
	async run(args, env) {
		const { values } = readArgs(args, { json: { type: 'boolean' } }, 0);
		return withDatabase(env, async (db) => {
			const verified = await verifyRecords(db);
			const { boards, records, problems } = verified;
			if (values.json) console.log(JSON.stringify(verified));
			else {
				for (const { board, record, meeting, what } of problems)
					console.log(`${board}: ${record} (${meeting}): ${what}.`);
				const counted = `${records} signed ${records === 1 ? 'record' : 'records'} of ${boards} ${boards === 1 ? 'board' : 'boards'}`;
				console.log(
					problems.length === 0
						? `${counted}: every digest and every chain holds.`
						: `${counted}: ${problems.length} ${problems.length === 1 ? 'thing does' : 'things do'} not hold.`
				);
			}
			return problems.length === 0 ? 0 : 1;
		});
	}
};
