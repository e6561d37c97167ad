import { readFilter } from '#core/register/register-filter.ts';
import { londonDate } from '#core/kernel/time.ts';
import { registerSheet } from '#server/views/register/register-sheet.ts';
import { actorOf } from '../../../actor.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const today = londonDate(locals.deps.now());
	const sheet = await registerSheet(locals.deps.db, {
		slug: params.board,
		person: actorOf(locals).person,
		today,
		filter: readFilter(url.searchParams)
	});
	if (sheet === null) refuseToShow({ code: 'not-found' });
	const encoder = new TextEncoder();
	const lines = sheet[Symbol.asyncIterator]();
	return new Response(
		new ReadableStream({
			async pull(controller) {
				const { done, value } = await lines.next();
				if (done) controller.close();
				else controller.enqueue(encoder.encode(value));
			}
		}),
		{
			headers: {
				'content-type': 'text/csv; charset=utf-8; header=present',
				'content-disposition': `attachment; filename="actions-${params.board.replace(/[^a-z0-9-]/g, '')}-${today}.csv"`
			}
		}
	);
};
