/**
 * The words a remark is about, as two places in the shared document that travel with them. Written by browsers, so it is
 * read here field by field: what is no place must never reach the code that looks places up.
 */
export interface AnchorPlace {
	/** The character it stands at, by who wrote it; left out: the end of the text. */
	readonly item?: { readonly client: number; readonly clock: number };
	/** The text it stands in. */
	readonly type?: { readonly client: number; readonly clock: number };
	/** Below 0 it belongs to the character before it. */
	readonly assoc: number;
}

export interface Anchor {
	readonly from: AnchorPlace;
	readonly to: AnchorPlace;
}

/** @returns null for anything that is no anchor */
export function parseAnchor(sent: unknown): Anchor | null {
	const { from, to } = fields(sent);
	const [start, end] = [place(from), place(to)];
	return start && end ? { from: start, to: end } : null;
}

function place(sent: unknown): AnchorPlace | null {
	const { item, type, assoc = 0 } = fields(sent);
	const [at, within] = [character(item), character(type)];
	if (at === null && within === null) return null;
	return {
		...(at ? { item: at } : {}),
		...(within ? { type: within } : {}),
		assoc: typeof assoc === 'number' && assoc < 0 ? -1 : 0
	};
}

function character(sent: unknown): { client: number; clock: number } | null {
	const { client, clock } = fields(sent);
	return isCount(client) && isCount(clock) ? { client, clock } : null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const fields = (sent: unknown): Readonly<Record<string, unknown>> =>
	typeof sent === 'object' && sent !== null ? (sent as Record<string, unknown>) : {};
