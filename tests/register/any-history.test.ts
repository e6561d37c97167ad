import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { ActionId } from '#core/kernel/ids.ts';
import { fold, ownerKey, type ActionVerb } from '#core/register/register.ts';
import { eventsOf } from '#server/store/register/actions.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { noteOnAction, reportActionDone } from '#server/usecases/register/report-action.ts';
import {
	agreeClosure,
	changeActionDue,
	changeActionOwners,
	reopenAction
} from '#server/usecases/register/settle-action.ts';
import { action, dueOn, NOON, ownedBy, world, type World } from './builders.ts';

const VERBS: readonly ActionVerb[] = [
	'note',
	'reported-done',
	'closure-agreed',
	'reopened',
	'due-changed',
	'owners-changed'
];
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let w: World;
afterEach(() => w.close());

test(`whatever several people do at once, what is kept is the fold of what happened (seed ${seed})`, async () => {
	w = await world();
	const people = [
		await w.person('Ros Tamar', 'chair'),
		await w.person('Ida Dunn', 'member'),
		await w.person('Mo Shah', 'notetaker'),
		await w.person('Olu Bray', 'observer')
	] as const;
	let tick = NOON;
	const act = (id: ActionId, verb: ActionVerb, actor: Actor, choice: number) => {
		w.at((tick += 1_000));
		const step = { action: id, note: verb === 'note' ? `Note ${choice}.` : '' };
		const settle = (words: string) => ({ ...step, words, seen: choice % 3 === 0 ? 0 : 1_000_000 });
		switch (verb) {
			case 'note':
				return noteOnAction(w.deps, actor, step);
			case 'reported-done':
				return reportActionDone(w.deps, actor, step);
			case 'closure-agreed':
				return agreeClosure(w.deps, actor, step);
			case 'reopened':
				return reopenAction(w.deps, actor, step);
			case 'due-changed':
				return changeActionDue(
					w.deps,
					actor,
					settle(choice % 4 === 0 ? '' : `${1 + (choice % 28)} May 2010`)
				);
			case 'owners-changed': {
				const words = people.filter((_, at) => (choice >> at) & 1).map(({ name }) => name);
				return changeActionOwners(w.deps, actor, { ...settle(words.join('\n')), outside: false });
			}
		}
	};
	let run = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.constantFrom(...VERBS), fc.nat(people.length - 1), fc.nat(1_000)), {
				maxLength: 25
			}),
			async (steps) => {
				const id = `anyhistory${String(++run).padStart(6, '0')}` as ActionId;
				await w.signed('2009-07-29', `Session ${run}`, [
					action('1.1', 'to mend the crane', {
						id,
						owners: [ownedBy(people[1], 'ID')],
						due: dueOn('2009-09-30')
					})
				]);
				const results = await Promise.all(
					steps.map(([verb, who, choice]) => act(id, verb, people[who] ?? people[0], choice))
				);
				const events = (await eventsOf(w.db, [id])).get(id) ?? [];
				const now = fold(events);
				const state = await w.db
					.selectFrom('action_state')
					.selectAll()
					.where('action_id', '=', id)
					.executeTakeFirstOrThrow();
				const owners = await w.db
					.selectFrom('action_owner')
					.selectAll()
					.where('action_id', '=', id)
					.orderBy('position')
					.execute();
				expect({
					state: state.state,
					due: state.due_kind && { written: state.due_written, kind: state.due_kind, date: state.due_date },
					owners: owners.map((owner) => owner.owner_key),
					keys: state.owner_keys.trim()
				}).toEqual({
					state: now.state,
					due: now.due,
					owners: now.owners.map(ownerKey),
					keys: now.owners.map(ownerKey).join(' ')
				});
				// Who does not keep the record reported and noted at most; nothing that was accepted is missing.
				expect(
					events
						.filter(({ person }) => person === people[1].person || person === people[3].person)
						.map(({ happening }) => happening.kind)
						.filter((kind) => kind !== 'note' && kind !== 'reported-done')
				).toEqual([]);
				expect(events.length - 1).toBeLessThanOrEqual(results.filter(({ ok }) => ok).length);
				expect(events.filter(({ happening }) => happening.kind === 'note')).toHaveLength(
					steps.filter(([verb], at) => verb === 'note' && results[at]?.ok).length
				);
			}
		),
		{ numRuns: 40, seed }
	);
});
