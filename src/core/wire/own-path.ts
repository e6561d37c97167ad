/** Longer than any address of ours with all its filters. */
const LONGEST = 4096;

/**
 * What an address that begins with more than one slash, in whatever spelling, means to the next one who resolves it is
 * another host's page. No page of ours begins like that.
 */
const ELSEWHERE = /^\/(?:[/\\]|%2f|%5c)/i;

/**
 * [P15] Where somebody asked to go, as a path of ours: normalised first, judged afterwards, and judged once more as the browser
 * that follows it will resolve it. Every redirect to an address that came from outside goes through here.
 *
 * @param origin ours, as `new URL().origin` writes it
 * @returns path, query and fragment in ASCII; `/` for whatever is not a page of this origin
 */
export function ownPath(asked: string | null | undefined, origin: string): string {
	if (typeof asked !== 'string' || !asked.startsWith('/') || asked.length > LONGEST) return '/';
	const url = URL.parse(asked, origin);
	if (url === null || url.origin !== origin || ELSEWHERE.test(url.pathname)) return '/';
	const path = url.pathname + url.search + url.hash;
	return URL.parse(path, origin)?.origin === origin ? path : '/';
}
