import { readFile } from 'node:fs/promises';
import { INSTALLATION } from '#server/store/record/chain.ts';
import { headWords } from '#core/record/chain-head.ts';
import { longInstant } from '#core/kernel/time.ts';
import { readConfig } from '#server/config.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { findHeads, type FoundHead } from '#server/usecases/record/find-head.ts';
import { keepDoneCheck } from '#server/usecases/record/keep-check.ts';
import { verifyAll, type VerifiedAll } from '#server/usecases/record/verify-all.ts';
import { CONSOLE, readArgs, Refused, withDatabase, type Command } from '#server/commands/command.ts';

export const command: Command = {
	name: 'verify',
	summary: 'recompute all that vouches for the records, and say what does not hold',
	usage: `minutebook verify [--head FILE|HEAD] [--keep] [--json]

Recomputes the digest and the text of every signed record, its signatures, the shared document and the log it came
from, the decisions and actions taken from it, the register, the record chain of each board with every row entered in
it, and the content of every paper. Looks whether the laws of the database are those of this version, and lets SQLite
check the file. Says what fails; exit code 1 then.
  --head       a letter or the text of a PDF with its line “Record chain: …”, as a file, or the sixteen groups
               themselves: says whether the chain still contains it. If it does, nothing before it was rewritten
  --keep       keep the result in the database, in the chain, where the chairs see it; of what is new in it they and the
               administrators are told by letter
  --json       print {boards, records, papers, entries, heads, problems: [{kind, board, record, meeting, what}], found}`,
	async run(args, env) {
		const { values } = readArgs(
			args,
			{ json: { type: 'boolean' }, keep: { type: 'boolean' }, head: { type: 'string' } },
			0
		);
		const said = values.head === undefined ? null : await headText(values.head);
		return withDatabase(
			env,
			async (db) => {
				const { dataDir, origin } = readConfig(env);
				const deps = realDeps(db, origin);
				const began = deps.now();
				// It only reads, so that nobody who types waits for it.
				const verified = await db
					.transaction()
					.setAccessMode('read only')
					.execute((store) => verifyAll(store, dataDir));
				const { boards, records, papers, entries, heads, problems } = verified;
				const found = said === null ? [] : findHeads(verified.chains, said);
				if (values.keep) await keepDoneCheck(deps, { name: CONSOLE.name, began, found: verified });
				if (values.json)
					console.log(JSON.stringify({ boards, records, papers, entries, heads, problems, found }));
				else {
					print(verified);
					for (const one of found) console.log(headSentence(one));
				}
				return problems.length === 0 && found.every(({ kind }) => kind === 'found') ? 0 : 1;
			},
			'any'
		);
	}
};

/** What was meant by --head: the head itself, or a file. */
async function headText(head: string): Promise<string> {
	if (/^[0-9a-f\s]{64,}$/i.test(head)) return head;
	try {
		return await readFile(head, 'utf8');
	} catch {
		throw new Refused(`There is no file ${head}, and it is no head of a record chain either.`);
	}
}

function print({ boards, records, papers, entries, problems }: VerifiedAll): void {
	for (const { board, record, meeting, what } of problems)
		console.log(
			`${board ?? 'installation'}: ${record === null ? '' : `${record}${meeting === null ? '' : ` (${meeting})`}: `}${what}.`
		);
	const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;
	const counted = `${many(records, 'signed record', 'signed records')} of ${many(boards, 'board', 'boards')}`;
	console.log(
		problems.length === 0
			? `${counted}: every digest and every chain holds.`
			: `${counted}: ${many(problems.length, 'thing does', 'things do')} not hold.`
	);
	if (problems.length === 0)
		console.log(
			`${many(entries, 'entry', 'entries')} of the record chains, ${many(papers, 'paper', 'papers')}: all as they were entered.`
		);
}

function headSentence(found: FoundHead): string {
	switch (found.kind) {
		case 'none':
			return 'No head of a record chain stands in it.';
		case 'lost':
			return `${headWords(found.head)}: no chain here contains it. What was entered before it was rewritten or removed, or it comes from elsewhere.`;
		case 'found':
			return `${headWords(found.head)}: ${found.chain === INSTALLATION ? 'the chain of the installation' : 'the record chain of the board'} contains it, entry ${found.sequence} of ${found.of}, ${longInstant(found.at)}. ${
				found.whole ? 'Nothing before it was rewritten.' : 'But the chain does not hold, see above.'
			}`;
	}
}
