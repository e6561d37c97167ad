/**
 * [I1] What a request may bring before anybody looks at what it says: so many bytes, so many fields, so deep. Where more is
 * needed than a form holds, the table says why.
 */

/** Bytes. The longest form (a quorum by agency, a private note of 10,000 characters) takes half of it. */
export const MOST_BYTES = 64 * 1024;
/** Of a form. A board of 200 agencies says two of each. */
export const MOST_FIELDS = 1000;
/** Of JSON; ours is three deep. */
export const MOST_DEEP = 16;

export interface Bound {
	readonly bytes: number;
	/** Goes to the disk as it comes; whoever takes it counts it. */
	readonly streams: boolean;
}

const MIB = 1024 * 1024;

/** By SvelteKit's name of the route. All but papers answer in the process of long pages, so that nobody waits while they are read. */
const LARGER: Readonly<
	Record<string, { readonly bytes: number; readonly streams?: true; readonly why: string }>
> = {
	'/meetings/[meeting]/papers': {
		bytes: Infinity,
		streams: true,
		why: 'A paper has up to 25 MB; the use case counts them and says in its own words when there are more.'
	},
	'/meetings/[meeting]/review': {
		bytes: 8 * MIB,
		why: 'A signature carries the minutes that were read, to say what changed since; a form writes some letters in nine bytes.'
	},
	'/boards/[board]/import': {
		bytes: 3 * MIB,
		why: 'Minutes of 300,000 characters, of which a form writes some in nine bytes.'
	}
};

/** @param route null: there is none, and nothing is read for it */
export function boundOf(route: string | null): Bound {
	const larger = route === null ? undefined : LARGER[route];
	return { bytes: larger?.bytes ?? MOST_BYTES, streams: larger?.streams ?? false };
}

/** @returns what is wrong with it, or null. Looks at every byte once. */
export function misshapen(type: string, bytes: Uint8Array): 'fields' | 'depth' | 'kind' | null {
	const [kind = '', ...rest] = type.split(';');
	switch (kind.trim().toLowerCase()) {
		case '':
		case 'application/json':
		case 'text/plain':
			// What we read as JSON comes as text, too.
			return depthOf(bytes) > MOST_DEEP ? 'depth' : null;
		case 'application/x-www-form-urlencoded':
			return count(bytes, [AMPERSAND]) >= MOST_FIELDS ? 'fields' : null;
		case 'multipart/form-data': {
			const boundary = /boundary="?([^";]{1,200})"?/i.exec(rest.join(';'))?.[1];
			if (boundary === undefined) return 'kind';
			const dashes = new TextEncoder().encode(`--${boundary}`);
			return count(bytes, dashes) > MOST_FIELDS + 1 ? 'fields' : null;
		}
		default:
			return 'kind';
	}
}

const AMPERSAND = 0x26;

function count(bytes: Uint8Array, what: ArrayLike<number>): number {
	const first = what[0] ?? 0;
	let found = 0;
	for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
		let same = 1;
		while (same < what.length && bytes[at + same] === what[same]) same++;
		if (same === what.length) found++;
	}
	return found;
}

/** Brackets within strings do not count. */
function depthOf(bytes: Uint8Array): number {
	let [depth, deepest, quoted] = [0, 0, false];
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (quoted) {
			if (byte === 0x5c) at++;
			else if (byte === 0x22) quoted = false;
		} else if (byte === 0x22) quoted = true;
		else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
		else if (byte === 0x5d || byte === 0x7d) depth--;
	}
	return deepest;
}
