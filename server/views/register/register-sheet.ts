import { csvLine } from '#core/kernel/csv.ts';
import type { Database } from '#server/store/database/database.ts';
import { findActions } from './register-find.ts';
import { registerScope, type RegisterQuery } from './register-page.ts';
import { registerRows } from './register-rows.ts';

const AT_ONCE = 500;

/** The register as a table, every page of the filter, made while it is sent; null: not theirs to see. */
export async function registerSheet(
	db: Database,
	query: RegisterQuery
): Promise<AsyncIterable<string> | null> {
	const seen = await registerScope(db, query);
	if (seen === null) return null;
	const { scope, keeper } = seen;
	const ids = await findActions(db, scope, query.filter, { limit: -1, offset: 0 });
	return (async function* () {
		// The mark tells spreadsheets that the letters are UTF-8.
		yield `\uFEFF${csvLine(['Reference', 'Action', 'Owners', 'Due', 'Overdue', 'State', 'Meeting', 'Meeting date', 'Last change'])}`;
		for (let at = 0; at < ids.length; at += AT_ONCE) {
			const viewer = { person: query.person, keeper, today: query.today };
			const rows = await registerRows(db, ids.slice(at, at + AT_ONCE), viewer);
			yield rows
				.map((row) => {
					const last = row.history.at(-1);
					return csvLine([
						row.reference,
						row.sentence,
						row.owners.map(({ words }) => words).join('; '),
						row.due,
						row.overdue ? 'Overdue' : '',
						row.stateWords,
						row.meeting.title,
						row.meeting.date,
						last === undefined ? '' : `${last.what}, ${last.who}, ${last.when}`
					]);
				})
				.join('');
		}
	})();
}
