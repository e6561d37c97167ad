/** [D3] [D9] Letters about who may do what, written in the transaction of what they tell (D12 of the design). */
import { createHash } from 'node:crypto';
import type { BoardId, LetterId, PersonId } from '#core/kernel/ids.ts';
import { mailAddress } from '#core/mail/mail-address.ts';
import { isSigning } from '#core/boards/people.ts';
import { must } from '#core/kernel/result.ts';
import { londonDate, longInstant } from '#core/kernel/time.ts';
import { boardById, membershipsOf, membershipsOfPerson } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { queueLetter } from '#server/store/mail/outbox.ts';
import { personById } from '#server/store/boards/people.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

export interface Told {
	readonly subject: string;
	/** Paragraphs. */
	readonly words: readonly string[];
	/** Where it is seen or taken back: "/boards/harbour/members". */
	readonly path: string;
}

/** The chairs and co-chairs of a board today. */
export async function chairsOf(deps: Pick<Deps, 'now'>, store: Store, board: BoardId): Promise<PersonId[]> {
	const today = londonDate(deps.now());
	const chairs = (await membershipsOf(store, board, today)).filter(({ role }) => isSigning(role));
	return [...new Set(chairs.map(({ person }) => person))];
}

/** One letter each; whoever has no address is left out. */
export async function tell(
	deps: Deps,
	store: Store,
	people: Iterable<PersonId>,
	{ subject, words, path }: Told
): Promise<void> {
	const at = deps.now();
	for (const id of new Set(people)) {
		const person = await personById(store, id);
		const address = mailAddress(person?.email);
		if (person === null || address === null) continue;
		const letter = deps.newId<LetterId>();
		await queueLetter(
			store,
			{
				id: letter,
				messageId: `people.${createHash('sha256').update(`${letter}\n${address}`).digest('hex').slice(0, 40)}`,
				kind: 'circulation',
				circulation: null,
				meeting: null,
				toName: person.name,
				toAddress: address,
				subject,
				text: `${[
					`Dear ${person.name},`,
					...words,
					...(deps.origin === undefined ? [] : [`${deps.origin}${path}`])
				].join('\n\n')}\n`,
				attach: ''
			},
			at
		);
	}
}

/** [D9] What an administrator did to somebody, told to the chairs of a board. */
export async function tellOfAdministrator(
	deps: Deps,
	store: Store,
	actor: Actor,
	board: BoardId,
	did: string
): Promise<void> {
	const { name, slug } = must(await boardById(store, board), 'the board');
	await tell(deps, store, await chairsOf(deps, store, board), {
		subject: `${name}: an administrator changed who is on it`,
		words: [
			`${did}`,
			`${byWords(actor)} did this on ${longInstant(deps.now())}. You are told because you chair ${name}.`,
			'If this is not right, change it on the members page, or ask the administrator.'
		],
		path: `/boards/${slug}/members`
	});
}

/** [D9] The same about a person, to the chairs of each of their boards, once each. The person is told, too, where `them` says so. */
export async function tellOfPerson(
	deps: Deps,
	store: Store,
	actor: Actor,
	person: PersonId,
	did: string,
	them: 'and them' | 'not them'
): Promise<void> {
	const { chairs, boards } = await aroundPerson(deps, store, person);
	await tell(deps, store, them === 'and them' ? [person, ...chairs] : chairs, {
		subject: `An administrator changed what somebody may do`,
		words: [
			did,
			`${byWords(actor)} did this on ${longInstant(deps.now())}.`,
			...boards,
			'If this is not right, ask the administrator.'
		],
		path: '/'
	});
}

/** [D9] Who chairs the boards that somebody is on today, each once, and a sentence that names those boards, or none. */
export async function aroundPerson(
	deps: Pick<Deps, 'now'>,
	store: Store,
	person: PersonId
): Promise<{ readonly chairs: readonly PersonId[]; readonly boards: readonly string[] }> {
	const held = await membershipsOfPerson(store, person, londonDate(deps.now()));
	const chairs = new Set<PersonId>();
	const names: string[] = [];
	for (const board of new Set(held.map((membership) => membership.board))) {
		names.push(must(await boardById(store, board), 'the board').name);
		for (const chair of await chairsOf(deps, store, board)) chairs.add(chair);
	}
	const boards = names.length === 0 ? [] : [`Boards they are on: ${names.sort().join(', ')}.`];
	return { chairs: [...chairs], boards };
}

/** "Ada Moss, administrator," or "Somebody at the command line of the server". */
export const byWords = (actor: Actor): string =>
	actor.person === 'console' ? 'Somebody at the command line of the server' : `${actor.name}, administrator,`;
