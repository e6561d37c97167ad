/**
 * Whether enough of the board are in the room, at every moment of the meeting. The notetaker says who came and went,
 * and behind which line of the minutes; so the order of the minutes, not of the clock, decides who was there for a
 * decision.
 */
import { foldLetters, nameKey } from '#core/kernel/letters.ts';
import type { RosterEntry, RosterMove } from '#core/boards/people.ts';
import type { ClockTime } from '#core/kernel/time.ts';

/** Items and lines in the order of the minutes, by their ids. */
export interface WrittenOrder {
	readonly items: readonly { readonly id: string; readonly lines: readonly { readonly id: string }[] }[];
}

/** When a board can decide: so many of its people, and of each of these sectors at least one. */
export interface QuorumRule {
	readonly number: number;
	/** "health", "police": as they are printed. */
	readonly sectors: readonly string[];
	/** The sector of each agency that has one. */
	readonly agencies: readonly { readonly agency: string; readonly sector: string }[];
}

export interface QuorumState {
	/** `unknown`: short, but of those who count some are not marked yet. Nothing is guessed. */
	readonly kind: 'quorate' | 'short' | 'unknown';
	readonly present: number;
	readonly needed: number;
	/** Sectors that nobody in the room is of. */
	readonly missing: readonly string[];
	readonly unmarked: number;
}

/** How it went: as the meeting began, and each arrival or departure that turned it. */
export interface QuorumCourse {
	readonly opening: QuorumState;
	readonly turns: readonly { readonly move: RosterMove; readonly state: QuorumState }[];
	/** With everybody who came and went, as of the last line. */
	readonly now: QuorumState;
	/** As it stood for a line of the draft. */
	at(item: number, line: number): QuorumState;
}

const counts = ({ role }: RosterEntry): boolean =>
	role === 'chair' || role === 'co-chair' || role === 'member';
const bodyOf = (entry: RosterEntry): string => entry.person ?? (nameKey(entry.name) || entry.id);

/**
 * [Q1] Chair, co-chair and members who are in the room count, each person once; whoever stands in for one of them counts
 * while that one is not there. Notetakers, observers and guests do not. [Q2] Somebody brings the sector of the agency
 * they sit for; a deputy that of the one they stand in for.
 */
function stateOf(
	rule: QuorumRule,
	roster: readonly RosterEntry[],
	inRoom: (entry: RosterEntry) => boolean
): QuorumState {
	const sectors = new Map(
		rule.agencies.map(({ agency, sector }) => [foldLetters(agency), foldLetters(sector)])
	);
	const there = roster.filter(inRoom);
	const bodies = new Set<string>();
	const seats = new Set<string>();
	const brought = new Set<string>();
	const seat = (entry: RosterEntry, body: string) => {
		bodies.add(body);
		seats.add(bodyOf(entry));
		const sector = sectors.get(foldLetters(entry.agency));
		if (sector !== undefined) brought.add(sector);
	};
	for (const entry of there) if (counts(entry)) seat(entry, bodyOf(entry));
	for (const entry of there) {
		const holder = entry.deputyFor === null ? null : roster.find(({ id }) => id === entry.deputyFor);
		if (holder && counts(holder) && !seats.has(bodyOf(holder))) seat(holder, bodyOf(entry));
	}
	const unmarked = roster.filter((entry) => counts(entry) && entry.attendance === 'expected').length;
	const missing = rule.sectors.filter((sector) => !brought.has(foldLetters(sector)));
	const enough = bodies.size >= rule.number && missing.length === 0;
	return {
		kind: enough ? 'quorate' : unmarked > 0 ? 'unknown' : 'short',
		present: bodies.size,
		needed: rule.number,
		missing,
		unmarked
	};
}

/** Arrivals and departures in the order of the clock; of one minute, in that in which they were entered. */
export function movesOf(roster: readonly RosterEntry[]): { entry: RosterEntry; move: RosterMove }[] {
	return roster
		.flatMap((entry) => (entry.moves ?? []).map((move) => ({ entry, move })))
		.sort((a, b) => compare(a.move.at, b.move.at) || a.move.number - b.move.number);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether somebody is in the room, when of their moves (in the order of the clock) these have happened. */
export function isInRoom(entry: RosterEntry, happened: (move: RosterMove) => boolean): boolean {
	if (entry.attendance !== 'present') return false;
	const moves = entry.moves ?? [];
	const last = moves.filter(happened).at(-1);
	return last === undefined ? moves[0]?.kind !== 'joined' : last.kind === 'joined';
}

/** [Q3] An arrival or departure holds from the line behind the one it was stamped at. */
export function quorumCourse(
	rule: QuorumRule,
	roster: readonly RosterEntry[],
	draft: WrittenOrder
): QuorumCourse {
	const moves = movesOf(roster);
	const places = placesOf(moves, draft);
	const known = new Map<string, QuorumState>();
	const after = (happened: ReadonlySet<RosterMove>): QuorumState => {
		const key = moves.map(({ move }) => (happened.has(move) ? 1 : 0)).join('');
		const state = known.get(key) ?? stateOf(rule, roster, (entry) => isInRoom(entry, (m) => happened.has(m)));
		known.set(key, state);
		return state;
	};
	const opening = after(new Set());
	const turns: { move: RosterMove; state: QuorumState }[] = [];
	const happened = new Set<RosterMove>();
	let before = opening;
	for (const { move } of moves) {
		happened.add(move);
		const state = after(happened);
		if (state.kind !== before.kind) turns.push({ move, state });
		before = state;
	}
	return {
		opening,
		turns,
		now: before,
		at(item, line) {
			if (moves.length === 0) return opening;
			return after(
				new Set(
					moves.flatMap(({ move }, index) => {
						const place = places[index];
						return place && (place.item < item || (place.item === item && place.line < line)) ? [move] : [];
					})
				)
			);
		}
	};
}

/** Where each move stands in the draft: behind `line` of `item`. Whose item is gone, stands where the one before it does. */
function placesOf(
	moves: readonly { readonly move: RosterMove }[],
	draft: WrittenOrder
): { readonly item: number; readonly line: number }[] {
	const items = new Map(draft.items.map(({ id }, index) => [id, index]));
	const lines = new Map<string, { item: number; line: number }>();
	if (moves.some(({ move }) => move.after !== null))
		draft.items.forEach((item, index) =>
			item.lines.forEach(({ id }, line) => lines.set(id, { item: index, line }))
		);
	let last = { item: -1, line: -1 };
	return moves.map(({ move }) => {
		const line = move.after === null ? undefined : lines.get(move.after);
		const item = move.item === null ? undefined : items.get(move.item);
		last = line ?? (item === undefined ? last : { item, line: -1 });
		return last;
	});
}

const listed = (names: readonly string[]): string =>
	names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** "9 of 8 needed, health missing" */
export function countWords({ present, needed, missing }: Omit<QuorumState, 'kind' | 'unmarked'>): string {
	const count = needed === 0 ? `${present} here` : `${present} of ${needed} needed`;
	return missing.length === 0 ? count : `${count}, ${listed(missing)} missing`;
}

const VERDICTS: Readonly<Record<QuorumState['kind'], string>> = {
	quorate: 'Quorate',
	short: 'Not quorate',
	unknown: 'Not quorate so far'
};

/** "Quorate: 9 of 8 needed", "Not quorate: 9 of 8 needed, health missing". @param when " from 15:10, item 6" */
export function quorumWords(state: QuorumState, when = ''): string {
	const unmarked = state.kind === 'unknown' ? `, ${state.unmarked} not yet marked` : '';
	return `${VERDICTS[state.kind]}${when}: ${countWords(state)}${unmarked}`;
}

/** "from 15:10, item 6" */
export const momentWords = (at: ClockTime, item: string | null): string =>
	item === null ? at : `${at}, item ${item}`;

/** "Sheila Gentle joined at 14:20, item 3" */
export const movementWords = (movement: {
	readonly name: string;
	readonly kind: RosterMove['kind'];
	readonly at: ClockTime;
	readonly item: string | null;
}): string => `${movement.name} ${movement.kind} at ${momentWords(movement.at, movement.item)}`;

/** The course in words, one sentence a turn; the first as the meeting began. */
export function courseWords(course: {
	readonly opening: QuorumState;
	readonly turns: readonly {
		readonly at: ClockTime;
		readonly item: string | null;
		readonly state: QuorumState;
	}[];
}): string[] {
	return [
		quorumWords(course.opening, course.turns.length > 0 ? ' at the start' : ''),
		...course.turns.map(({ at, item, state }) => quorumWords(state, ` from ${momentWords(at, item)}`))
	];
}
