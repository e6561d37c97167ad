/** What the demo board calls a quorum, and somebody who came late to the meeting that is being written. */
import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { keepRoster } from '#server/usecases/roster/keep-roster.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { setQuorum } from '#server/usecases/roster/set-quorum.ts';

const SECTORS: Readonly<Record<string, string>> = {
	'Brackwater District Council': 'council',
	'Harrowmere Council': 'council',
	'Marl Valley Integrated Care': 'health',
	'Marl Valley NHS Trust': 'health',
	'Marl Valley Police': 'police',
	'Marl Valley Probation': 'probation',
	'Brightwell Schools Trust': 'education'
};
const LATE = { name: 'Priya Sandhu', at: '10:20', item: 2 } as const;

export async function callDemoRoll(
	deps: Deps,
	notetaker: Actor,
	board: BoardId,
	meeting: MeetingId
): Promise<void> {
	const set = await setQuorum(deps, notetaker, {
		board,
		number: '8',
		sectors: 'council, health, police',
		agencies: Object.entries(SECTORS).map(([agency, sector]) => ({ agency, sector }))
	});
	if (!set.ok) throw new Error(`The demo's quorum was refused: ${set.error.code}`);
	const { items } = must(await loadMinutes(deps.db, meeting), 'the live minutes').minutes;
	const late = must(
		(await rosterOf(deps.db, meeting)).find(({ name }) => name === LATE.name),
		LATE.name
	);
	const stamped = await keepRoster(deps, notetaker, {
		meeting,
		change: {
			kind: 'moved',
			entry: late.id,
			move: 'joined',
			at: LATE.at,
			item: items[LATE.item]?.id ?? null,
			after: null
		}
	});
	if (!stamped.ok) throw new Error(`The demo's late arrival was refused: ${stamped.error.code}`);
}
