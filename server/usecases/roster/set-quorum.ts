import { foldLetters } from '#core/kernel/letters.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import type { QuorumRule } from '#core/roster/quorum.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { updateQuorum } from '#server/store/boards/boards.ts';
import { meetingsOf } from '#server/store/minutes/meetings.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { lineOf } from '#server/usecases/kernel/parse.ts';

export interface SetQuorum {
	readonly board: BoardId;
	/** Empty or 0, and no sector: the board has no quorum. */
	readonly number: string;
	/** Names with commas between them. */
	readonly sectors: string;
	readonly agencies: readonly { readonly agency: string; readonly sector: string }[];
}

/** [R4] What a quorum is on this board: it holds for every meeting that is not signed yet. @returns null for none */
export async function setQuorum(
	deps: Deps,
	actor: Actor,
	command: SetQuorum
): Promise<Result<QuorumRule | null, Refusal>> {
	const parsed = parseRule(command);
	if (!parsed.ok) return parsed;
	const rule = parsed.value;
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, command.board, 'set-quorum');
		if (refusal !== null) return err(refusal);
		await updateQuorum(store, command.board, rule);
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'set-quorum',
			subject: command.board,
			detail: { rule }
		});
		const drafts = (await meetingsOf(store, command.board)).filter(({ state }) => state === 'draft');
		await raiseTopic(store, boardTopic(command.board), ...drafts.map(({ id }) => meetingTopic(id)));
		return ok(rule);
	});
}

const invalid = (field: string, message: string): Result<never, Refusal> =>
	err({ code: 'invalid', field, message });

function parseRule(command: SetQuorum): Result<QuorumRule | null, Refusal> {
	const written = lineOf(command.number);
	if (!/^\d{0,3}$/.test(written))
		return invalid('number', 'Enter how many people are needed as a number, such as 8.');
	const sectors: string[] = [];
	for (const name of command.sectors.split(/[,;\n]/).map(lineOf)) {
		if (name.length > 60) return invalid('sectors', 'Shorten each sector to 60 characters.');
		if (name !== '' && !sectors.some((other) => foldLetters(other) === foldLetters(name))) sectors.push(name);
	}
	if (sectors.length > 20) return invalid('sectors', 'Name at most 20 sectors.');
	const agencies = command.agencies
		.map(({ agency, sector }) => ({
			agency: lineOf(agency).slice(0, 120),
			sector: lineOf(sector).slice(0, 60)
		}))
		.filter(({ agency, sector }) => agency !== '' && sector !== '')
		.slice(0, 200);
	const nobody = sectors.filter(
		(name) => !agencies.some(({ sector }) => foldLetters(sector) === foldLetters(name))
	);
	if (nobody.length > 0)
		return invalid(
			'sectors',
			`No agency is of the sector ${nobody.join(', ')} below, so nobody could ever bring it. Give it to an agency, or leave it out.`
		);
	const number = Number(written);
	return ok(number === 0 && sectors.length === 0 ? null : { number, sectors, agencies });
}
