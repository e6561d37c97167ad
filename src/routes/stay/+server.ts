import type { RequestHandler } from './$types';

/** Somebody is still there: the hook has noted the use of their session by now. Says nothing else. */
export const GET: RequestHandler = () =>
	new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
