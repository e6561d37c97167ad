/** Invented boards with signed actions, on a real SQLite file in a temporary directory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BoardId, MeetingId, MembershipId, PersonId } from '#core/kernel/ids.ts';
import type { Due, Item, Line, Minutes, Owner } from '#core/minutes/minutes.ts';
import type { Role } from '#core/boards/people.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import { type Database } from '#server/store/database/database.ts';
import { insertSignedActions } from '#server/store/register/register.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { emptyDatabase } from '../support/empty-data.ts';

export interface World {
	readonly db: Database;
	readonly deps: Deps;
	readonly board: BoardId;
	readonly close: () => Promise<void>;
	/** Moves the clock; it starts at noon on 1 September 2009, London. */
	readonly at: (instant: Instant) => void;
	readonly person: (name: string, role: Role | null) => Promise<Actor>;
	readonly meeting: (date: string, title: string) => Promise<MeetingId>;
	readonly sign: (meeting: MeetingId, date: string, title: string, lines: readonly Line[]) => Promise<void>;
	readonly signed: (date: string, title: string, lines: readonly Line[]) => Promise<MeetingId>;
}

export const NOON = Date.UTC(2009, 8, 1, 11);

export async function world(): Promise<World> {
	const directory = mkdtempSync(path.join(tmpdir(), 'minutebook-register-'));
	const db = await emptyDatabase(directory);
	let clock = NOON;
	let count = 0;
	const newId = <T extends string>() => `made${String(++count).padStart(12, '0')}` as T;
	const deps: Deps = { db, now: () => clock, newId };
	const board = newId<BoardId>();
	await db
		.insertInto('board')
		.values({
			id: board,
			slug: 'harbour',
			name: 'Harbour Board',
			parent_id: null,
			signing_rule: 'any',
			place: '',
			standing_items: '[]',
			created_at: clock
		})
		.execute();
	const meeting = async (date: string, title: string): Promise<MeetingId> => {
		const id = newId<MeetingId>();
		await db
			.insertInto('meeting')
			.values({
				id,
				board_id: board,
				title,
				date: date as CalendarDate,
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
				state: 'draft',
				signed_at: null,
				created_by: null,
				created_at: clock
			})
			.execute();
		return id;
	};
	const sign: World['sign'] = (id, date, title, lines) =>
		db.transaction().execute(async (tx) => {
			await insertSignedActions(tx, {
				meeting: id,
				board,
				date: date as CalendarDate,
				at: clock,
				by: { person: null, name: 'Ros Tamar' },
				minutes: minutes(date, title, lines),
				newId
			});
			await tx
				.updateTable('meeting')
				.set({ state: 'signed', signed_at: clock })
				.where('id', '=', id)
				.execute();
		});
	return {
		db,
		deps,
		board,
		meeting,
		at: (instant) => {
			clock = instant;
		},
		close: async () => {
			await db.destroy();
			rmSync(directory, { recursive: true, force: true });
		},
		person: async (name, role) => {
			const id = newId<PersonId>();
			await db
				.insertInto('person')
				.values({ id, name, email: null, initials: '', agency: '', admin: 0, created_at: clock })
				.execute();
			if (role !== null)
				await db
					.insertInto('membership')
					.values({
						id: newId<MembershipId>(),
						board_id: board,
						person_id: id,
						role,
						agency: '',
						initials: '',
						from_date: '2009-01-01' as CalendarDate,
						to_date: null
					})
					.execute();
			return { person: id, name, admin: false };
		},
		sign,
		signed: async (date, title, lines) => {
			const id = await meeting(date, title);
			await sign(id, date, title, lines);
			return id;
		}
	};
}

export function minutes(date: string, title: string, lines: readonly Line[]): Minutes {
	const items: Item[] = [{ id: 'itemitem01', label: '1', title: 'Quay repairs', lines }];
	return {
		format: 1,
		board: 'Harbour Board',
		title,
		date: date as CalendarDate,
		start: null,
		end: null,
		place: '',
		chair: null,
		roster: [],
		items,
		next: null
	};
}

let lineCount = 0;
export function action(
	label: string | null,
	text: string,
	more: { owners?: readonly Owner[]; due?: Due | null; id?: string } = {}
): Line {
	return {
		kind: 'action',
		id: (more.id ?? `line${String(++lineCount).padStart(8, '0')}`) as never,
		label,
		text,
		owners: more.owners ?? [],
		due: more.due ?? null
	};
}

export const ownedBy = (actor: Actor, written: string): Owner => ({
	written,
	resolved: { kind: 'person', person: actor.person, name: actor.name, agency: '' }
});

export const dueOn = (date: string): Due => ({ written: date, kind: 'date', date: date as CalendarDate });
