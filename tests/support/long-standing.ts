import { LONG_STANDING_MS } from '#core/boards/chairs.ts';
import { must } from '#core/kernel/result.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { addBoard } from '#server/usecases/boards/add-board.ts';
import { realDeps } from '#server/usecases/kernel/deps.ts';
import { addMember } from '#server/usecases/boards/keep-members.ts';
import { CONSOLE, value } from '../duties/world.ts';

/** A board whose people were put on it thirty days ago, so that they may propose and confirm who signs [D2]. */
export async function longStandingBoard(
	dataDir: string,
	board: { readonly slug: string; readonly name: string },
	people: readonly (readonly [email: string, name: string, role: string])[]
): Promise<void> {
	const db = openDatabase(dataDir);
	try {
		await migrate(db);
		const deps = { ...realDeps(db), now: () => Date.now() - LONG_STANDING_MS };
		const [email, name] = must(
			people.find(([, , role]) => role === 'chair'),
			'a chair'
		);
		const { id } = value(await addBoard(deps, CONSOLE, { ...board, chair: { email, name } }));
		for (const [email, name, role] of people)
			if (role !== 'chair') value(await addMember(deps, CONSOLE, { board: id, email, name, role }));
	} finally {
		await db.destroy();
	}
}
