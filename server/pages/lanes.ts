/**
 * Two processes answer the pages, and neither is the one that carries what people type. What may take long (a whole text is
 * read, compared, printed or taken in) has one of its own, so that nobody who opens another page waits for it.
 */
import { LONG_ROUTES } from '#core/wire/budgets.ts';

export type Lane = 'quick' | 'long';

/** `[meeting]` in the name of a route is any part of a path. */
const LONG = LONG_ROUTES.map(
	(route) => new RegExp(`^${route.replaceAll('.', '\\.').replace(/\[\w+\]/g, '[^/]+')}$`)
);
const MEETING = /^\/meetings\/([^/]+)$/;
/** What SvelteKit's own router asks instead of the page itself. */
const DATA = /\/__(data\.json|route\.js)$/;
/** Bytes of a record. What is longer takes some ten milliseconds to set as a page. */
const LONG_RECORD = 128 * 1024;

/**
 * @param path of the address, without what follows `?`
 * @param recordBytes how long the signed record of a meeting is; 0: there is none
 */
export function laneOf(path: string, recordBytes: (meeting: string) => number): Lane {
	const page = decoded(path).replace(DATA, '').replace(/\/$/, '');
	if (LONG.some((pattern) => pattern.test(page))) return 'long';
	const [, meeting] = MEETING.exec(page) ?? [];
	return meeting !== undefined && recordBytes(meeting) > LONG_RECORD ? 'long' : 'quick';
}

/** As the router reads it: `%72eview` is another way to write the same page. */
function decoded(path: string): string {
	try {
		return decodeURI(path);
	} catch {
		return path;
	}
}
