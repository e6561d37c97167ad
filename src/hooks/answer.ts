/** From a request to its answer: what it may cost, what it brings, whose turn it is; and a refusal of any of these, in words. */
import { error, json, type RequestEvent, type ResolveOptions } from '@sveltejs/kit';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { statusOf } from '../routes/refuse.ts';
import { takeIn } from './take-in.ts';
import { spend, takeTurn } from './take-turn.ts';

type Resolve = (event: RequestEvent, options?: ResolveOptions) => Response | Promise<Response>;

export async function answer(event: RequestEvent, resolve: Resolve): Promise<Response> {
	const refusal = spend(event) ?? (await takeIn(event));
	if (refusal !== null) return refused(event, refusal);
	const turn = await takeTurn(event);
	if (!turn.ok) return refused(event, turn.error);
	try {
		const response = await resolve(event);
		// [I6] Somewhere on the way the disk had no room; the error that stands there is ours (hooks.server.ts).
		return event.locals.storageFull ? withoutRoom(event, response) : response;
	} finally {
		turn.value();
	}
}

/** To a form of ours as any other of its refusals, so that what was typed stays where it is; to a script as JSON; else as a page. */
function refused(event: RequestEvent, refusal: Refusal): Response {
	const headers: Record<string, string> =
		refusal.code === 'too-often' ? { 'retry-after': String(refusal.seconds) } : {};
	if (isForm(event)) return toForm(refusal, headers);
	const [status, message] = [statusOf(refusal), sentence(refusal)];
	if (!event.isDataRequest && /\btext\/html\b/.test(event.request.headers.get('accept') ?? ''))
		error(status, message);
	return json({ message }, { status, headers });
}

function withoutRoom(event: RequestEvent, response: Response): Response {
	const refusal: Refusal = { code: 'storage-full' };
	if (isForm(event)) return toForm(refusal, {});
	return new Response(response.body, { status: statusOf(refusal), headers: response.headers });
}

const isForm = ({ request }: RequestEvent): boolean => request.headers.get('x-sveltekit-action') === 'true';

function toForm(refusal: Refusal, headers: Record<string, string>): Response {
	const status = statusOf(refusal);
	const data = flattened({ refusal, message: sentence(refusal), field: '', values: {} });
	return new Response(JSON.stringify({ type: 'failure', status, data }), {
		status,
		headers: { ...headers, 'content-type': 'application/json' }
	});
}

/** As SvelteKit sends what an action returns (devalue): each value once, and its place wherever it belongs. */
function flattened(whole: object): string {
	const values: unknown[] = [];
	const put = (value: unknown): number => {
		const at = values.push(value) - 1;
		if (Array.isArray(value)) values[at] = value.map(put);
		else if (typeof value === 'object' && value !== null)
			values[at] = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, put(field)]));
		return at;
	};
	put(whole);
	return JSON.stringify(values);
}
