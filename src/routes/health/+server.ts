import { json } from '@sveltejs/kit';
import { checkHealth } from '#server/views/health.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
	const health = await checkHealth(locals.deps.db);
	return json(health, { status: health.database === 'ok' ? 200 : 503 });
};
