/** From an upgrade request to who wants what, or to the HTTP status that refuses it. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import * as Y from 'yjs';
import { guardLines } from '#core/wire/headers.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { COLLAB_PATH, LIVE_PATH } from '#core/wire/wire.ts';
import type { Database } from '#server/store/database/database.ts';
import { signedAmong, type DocumentRow } from '#server/store/log/documents.ts';
import { framesAside } from '#server/store/log/set-aside.ts';
import { clientsOf, lastFrames } from '#server/store/log/document-clients.ts';
import { CAPABILITIES, type Capability } from './connection.ts';
import { cookieValue, type Access, type Pen, type Who } from '#server/relay/access.ts';
import type { Owned } from '#server/relay/room/client-owners.ts';

export type Wish =
	| {
			readonly kind: 'document';
			readonly who: Who;
			readonly document: DocumentRow;
			readonly pen: Pen;
			/** What a room needs to know to open it; null: it is open, and knows. */
			readonly opening: Opening | null;
			readonly capabilities: ReadonlySet<Capability>;
			/** The schema the editor knows; null: a client without an editor of ours. */
			readonly schema: number | null;
			/** [R31] The position up to which it has heard everything; null: it does not say. */
			readonly since: number | null;
	  }
	| { readonly kind: 'topic'; readonly who: Who; readonly topic: string };

export interface Opening {
	readonly signed: boolean;
	/** [R41] Whose its Yjs clients are. */
	readonly owned: readonly Owned[];
	/** [R89] Frames that are left out of it. */
	readonly aside: readonly Uint8Array[];
}

/** Of the extension messages. A client that says none speaks the standard ones. */
const WIRE_VERSION = '1';

/** [R87] What a client of a newer schema writes would lock everybody out: no editor that this server gives knows as much. */
const NEWER = 'this editor is newer than the server: reload the page';

/** 429 and 503: come again. All others are final for this request. */
export type Status = 400 | 401 | 403 | 404 | 429 | 503;

const REASONS: Readonly<Record<Status, string>> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	429: 'Too Many Requests',
	503: 'Service Unavailable'
};

export interface NoUpgrade {
	readonly status: Status;
	/** In words, where the status alone says too little. */
	readonly why?: string;
}

const no = (status: Status, why?: string): Result<never, NoUpgrade> =>
	err({ status, ...(why !== undefined && { why }) });

export function isOurs(request: IncomingMessage): boolean {
	const path = request.url ?? '';
	return path.startsWith(COLLAB_PATH) || path.startsWith(LIVE_PATH);
}

export interface UpgradeOptions {
	readonly access: Access;
	readonly db: Database;
	readonly origin: string;
	readonly demo: boolean;
	/** [R87] The newest schema that the editors of this server know. */
	readonly newest: number;
}

/** [R1] to [R4], in this order: a stranger learns nothing about what exists. */
export async function readWish(
	request: IncomingMessage,
	{ access, db, origin, demo, newest }: UpgradeOptions,
	isOpen: (document: number) => boolean
): Promise<Result<Wish, NoUpgrade>> {
	const url = parse(request.url ?? '');
	if (url === null) return no(400);
	if (request.headers.origin !== origin) return no(403);
	const token = cookieValue(request.headers.cookie, access.cookie);
	const who = token === null ? null : await access.session(token);
	if (who === null) return no(401);
	if (url.path.startsWith(LIVE_PATH)) {
		const topic = url.path.slice(LIVE_PATH.length);
		if (topic === 'mailbox' && !demo) return no(404);
		return (await access.mayListen(topic, who.person)) ? ok({ kind: 'topic', who, topic }) : no(404);
	}
	const schema = url.query.get('schema');
	if (schema !== null && !/^\d{1,6}$/.test(schema)) return no(400);
	if (Number(schema ?? 0) > newest) return no(400, NEWER);
	const since = url.query.get('since');
	if (since !== null && !/^\d{1,15}$/.test(since)) return no(400);
	if ((url.query.get('v') ?? WIRE_VERSION) !== WIRE_VERSION) return no(400);
	const document = await access.document(url.path.slice(COLLAB_PATH.length));
	const pen = document && (await access.pen(document.meeting, who.person));
	if (!document || !pen) return no(404);
	const asked = (url.query.get('caps') ?? '').split(',');
	return ok({
		kind: 'document',
		who,
		document,
		pen,
		opening: isOpen(document.number) ? null : await readOpening(db, document.number),
		capabilities: new Set(CAPABILITIES.filter((capability) => asked.includes(capability))),
		schema: schema === null ? null : Number(schema),
		since: since === null || since === '0' ? null : Number(since)
	});
}

async function readOpening(db: Database, document: number): Promise<Opening> {
	const signed = await signedAmong(db, [document]);
	const owned: Owned[] = [...(await clientsOf(db, document))];
	const known = new Set(owned.map(({ client }) => client));
	// A kill may have come between the log and the records.
	for (const { person, frame } of await lastFrames(db, document))
		for (const client of clientsIn(frame)) if (!known.has(client)) owned.push({ client, person });
	return { signed: signed.has(document), owned, aside: await framesAside(db, document) };
}

function clientsIn(frame: Uint8Array): Iterable<number> {
	try {
		return Y.parseUpdateMeta(frame).from.keys();
	} catch {
		return [];
	}
}

function parse(text: string): { readonly path: string; readonly query: URLSearchParams } | null {
	try {
		const url = new URL(text, 'http://relay');
		return { path: decodeURIComponent(url.pathname), query: url.searchParams };
	} catch {
		return null;
	}
}

export function refuseUpgrade(socket: Duplex, status: Status, origin: string, why = ''): void {
	const again = status === 503 ? 'Retry-After: 1\r\n' : '';
	socket.end(
		`HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\n${guardLines(origin)}Content-Length: ${why.length}\r\n${again}\r\n${why}`,
		() => socket.destroy()
	);
}
