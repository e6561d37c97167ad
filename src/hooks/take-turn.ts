/** [I3] [I4] Whoever asks for what takes long may ask so often, and has a turn. This process answers nothing else that takes long. */
import type { RequestEvent } from '@sveltejs/kit';
import { budgetOf, Purses } from '#core/wire/budgets.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { Turns } from '#core/history/turns.ts';
import { network } from '#server/usecases/accounts/ask-code.ts';

const purses = new Purses();
/** Two, so that one who waits for the thread that sets PDFs holds up nobody who reviews. */
const turns = new Turns({ atOnce: 2, mostEach: 8, most: 200 });

/** @returns why not now, or null */
export function spend({ locals, route, url, request, getClientAddress }: RequestEvent): Refusal | null {
	const now = performance.now();
	const reading = request.method === 'GET' || request.method === 'HEAD';
	const name =
		locals.actor === null ? (reading ? null : 'stranger') : budgetOf(route.id, reading ? '' : formOf(url));
	if (name === null) return null;
	const who = locals.actor === null ? network(getClientAddress()) : locals.actor.person;
	const seconds = purses.spend(name, who, now);
	return seconds > 0 ? { code: 'too-often', seconds } : null;
}

/** @returns when it is their turn, what to call when they are answered */
export async function takeTurn({ locals, route }: RequestEvent): Promise<Result<() => void, Refusal>> {
	if (locals.actor === null || budgetOf(route.id) === null) return ok(() => undefined);
	const turn = turns.take(locals.actor.person);
	return turn === null ? err({ code: 'too-often', seconds: 5 }) : ok(await turn);
}

/** Which form of the page, as SvelteKit finds it. */
const formOf = (url: URL): string => [...url.searchParams.keys()].find((name) => name.startsWith('/')) ?? '';
