/**
 * How long the database takes for one page of a register of 100,000 actions: every filter × every order × first,
 * middle and last page. `node tests/bench/register.ts [actions] [rounds] [seed]` prints p50 and p95 of
 * the time on the clock and the least CPU time, in ms, slowest first (on a busy machine the clock tells of the others too).
 * Nothing is timed against a limit; design.md section 7 asks for 50 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ActionId, BoardId, MeetingId, MembershipId, PersonId } from '#core/kernel/ids.ts';
import type { Due, Line, Owner } from '#core/minutes/minutes.ts';
import type { ActionHappening } from '#core/register/register.ts';
import {
	REGISTER_SORTS,
	STATE_FILTERS,
	WHOLE_REGISTER,
	type RegisterFilter
} from '#core/register/register-filter.ts';
import { must } from '#core/kernel/result.ts';
import { addDays, type CalendarDate } from '#core/kernel/time.ts';
import { stateColumns } from '#server/store/register/action-rows.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { insertSignedActions } from '#server/store/register/register.ts';
import { countActions, findActions } from '#server/views/register/register-find.ts';
import { PAGE_SIZE, registerPage } from '#server/views/register/register-page.ts';
import { minutes } from '../register/builders.ts';

const [wanted = 100_000, rounds = 7, seed = 2026] = process.argv.slice(2).map(Number);
const directory = mkdtempSync(path.join(tmpdir(), 'minutebook-bench-'));
const db = openDatabase(directory);
await migrate(db);

let state = seed;
/** mulberry32 */
const chance = (): number => {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};
const pick = <T>(list: readonly T[], bias = 1): T =>
	must(list[Math.floor(chance() ** bias * list.length)], 'choice');
const newId = <T extends string>(): T =>
	Array.from({ length: 20 }, () => pick([...'abcdefghijklmnopqrstuvwxyz0123456789'])).join('') as T;

const WORDS =
	'mend the crane and count every bollard on north quay before winter ask pilots about silt in inner basin write to harbour trust for their tide table'.split(
		' '
	);
const board = newId<BoardId>();
const today = '2026-11-21' as CalendarDate;
const people: { id: PersonId; name: string }[] = [];

await db.transaction().execute(async (store) => {
	await store
		.insertInto('board')
		.values({
			id: board,
			slug: 'harbour',
			name: 'Harbour Board',
			parent_id: null,
			signing_rule: 'any',
			place: '',
			standing_items: '[]',
			created_at: 0
		})
		.execute();
	for (let n = 0; n < 60; n++) {
		const person = { id: newId<PersonId>(), name: `${pick(['Ida', 'Mo', 'Ros', 'Lin', 'Sam'])} Harbour${n}` };
		people.push(person);
		await store
			.insertInto('person')
			.values({ ...person, email: null, initials: '', agency: '', admin: 0, created_at: 0 })
			.execute();
		await store
			.insertInto('membership')
			.values({
				id: newId<MembershipId>(),
				board_id: board,
				person_id: person.id,
				role: n === 0 ? 'chair' : 'member',
				agency: '',
				initials: '',
				from_date: '1990-01-01' as CalendarDate,
				to_date: null
			})
			.execute();
	}
});

const owner = (): Owner => {
	if (chance() < 0.1) return { written: `Trust ${Math.floor(chance() * 80)}`, resolved: { kind: 'outside' } };
	// Cubed: the first few own most, as on real boards.
	const { id, name } = pick(people, 3);
	return { written: name, resolved: { kind: 'person', person: id, name, agency: '' } };
};
const A_MEETING = 20;
const meetings: MeetingId[] = [];
const started = performance.now();
for (let n = 0; n < wanted; n += A_MEETING) {
	const date = addDays('1999-01-01' as CalendarDate, Math.floor((n / wanted) * 10_100));
	const id = newId<MeetingId>();
	meetings.push(id);
	const lines = Array.from({ length: Math.min(A_MEETING, wanted - n) }, (_, at): Line => {
		const due: Due | null =
			chance() < 0.25
				? null
				: { written: 'by then', kind: 'date', date: addDays(date, Math.floor(chance() * 120)) };
		const text = Array.from({ length: 14 }, () => pick(WORDS)).join(' ');
		return {
			kind: 'action',
			id: newId<ActionId>(),
			label: `${1 + Math.floor(at / 4)}.${1 + (at % 4)}`,
			text,
			owners: Array.from({ length: chance() < 0.25 ? 2 : 1 }, owner),
			due
		};
	});
	await db.transaction().execute(async (store) => {
		await store
			.insertInto('meeting')
			.values({
				id,
				board_id: board,
				title: 'Harbour Board',
				date,
				start_time: null,
				end_time: null,
				place: '',
				chair_name: null,
				chair_agency: null,
				next_date: null,
				next_start: null,
				next_end: null,
				next_place: null,
				origin: 'live',
				state: 'signed',
				signed_at: n,
				created_by: null,
				created_at: n
			})
			.execute();
		const signed = await insertSignedActions(store, {
			meeting: id,
			board,
			date,
			at: n,
			by: { person: null, name: 'Ros Harbour' },
			minutes: minutes(date, 'Harbour Board', lines),
			newId
		});
		for (const action of signed) {
			const now = chance() < 0.2 ? 'open' : chance() < 0.2 ? 'reported-done' : 'closed';
			if (now === 'open') continue;
			const kind: ActionHappening['kind'] = now === 'closed' ? 'closure-agreed' : 'reported-done';
			await store
				.insertInto('action_event')
				.values({ action_id: action.id, kind, person_id: null, name: 'Ros', at: n, note: '', data: '{}' })
				.execute();
			const { state, updated_at } = stateColumns({ state: now, due: null, owners: [] }, n + chance() * 1e6);
			await store
				.updateTable('action_state')
				.set({ state, updated_at: Math.floor(updated_at) })
				.where('action_id', '=', action.id)
				.execute();
		}
	});
}
console.log(
	`${wanted} actions of ${meetings.length} meetings made in ${((performance.now() - started) / 1000).toFixed(1)} s, seed ${seed}`
);

const chair = must(people[0], 'chair').id;
const scope = { board, person: chair, today, ownOnly: false };
const narrow: Readonly<Record<string, Partial<RegisterFilter>>> = {
	anybody: {},
	'busiest owner': { owner: 'me' },
	'rare owner': { owner: must(people.at(-1), 'person').id },
	nobody: { owner: 'nobody' },
	'one meeting': { meeting: must(meetings[Math.floor(meetings.length / 2)], 'meeting') },
	'common word': { text: 'crane' },
	'rare words': { text: 'Trust 7 to' }
};

const lines: { name: string; p50: number; p95: number; cpu: number; found: number }[] = [];
async function time(name: string, run: () => Promise<number>): Promise<void> {
	const took: number[] = [];
	let found = 0;
	let cpu = Infinity;
	for (let n = 0; n < rounds; n++) {
		const from = performance.now();
		const before = process.cpuUsage();
		found = await run();
		took.push(performance.now() - from);
		const { user, system } = process.cpuUsage(before);
		cpu = Math.min(cpu, (user + system) / 1_000);
	}
	took.sort((a, b) => a - b);
	const at = (share: number) => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0;
	lines.push({ name, p50: at(0.5), p95: at(0.95), cpu, found });
}

for (const [who, part] of Object.entries(narrow)) {
	await time(
		`counts  ${who}`,
		async () => (await countActions(db, scope, { ...WHOLE_REGISTER, ...part })).all
	);
	for (const stateFilter of STATE_FILTERS)
		for (const sort of REGISTER_SORTS) {
			const filter = { ...WHOLE_REGISTER, ...part, state: stateFilter, sort };
			const total = (await countActions(db, scope, filter))[stateFilter];
			const last = Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);
			for (const page of new Set([0, Math.floor(last / 2), last]))
				await time(
					`ids     ${who}, ${stateFilter}, by ${sort}, page ${page + 1} of ${last + 1}`,
					async () => {
						const range = { limit: PAGE_SIZE, offset: page * PAGE_SIZE };
						return (await findActions(db, scope, filter, range)).length;
					}
				);
		}
}
for (const page of [1, 1_000, 2_000])
	await time(`whole   the page as the route asks for it, all, by due, page ${page}`, async () => {
		const filter = { ...WHOLE_REGISTER, state: 'all' as const, page };
		return (await registerPage(db, { slug: 'harbour', person: chair, today, filter }))?.rows.length ?? 0;
	});

const ms = (n: number) => n.toFixed(1).padStart(7);
console.log('    p50     p95     cpu  found');
for (const { name, p50, p95, cpu, found } of lines.sort((a, b) => b.p95 - a.p95))
	console.log(`${ms(p50)} ${ms(p95)} ${ms(cpu)} ${String(found).padStart(6)}  ${name}`);
const over = (which: 'p95' | 'cpu') => lines.filter((line) => line[which] > 50).length;
console.log(`${lines.length} combinations; over 50 ms: ${over('p95')} by p95, ${over('cpu')} by CPU time`);

await db.destroy();
rmSync(directory, { recursive: true, force: true });
