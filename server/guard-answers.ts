/** [P16] Puts on every answer of the server what `src/core/wire/headers.ts` says, whoever gives it in the end. */
import type {
	IncomingMessage,
	OutgoingHttpHeader,
	OutgoingHttpHeaders,
	Server,
	ServerResponse
} from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileHeaders, guardHeaders, guardLines, isKeptByNobody } from '#core/wire/headers.ts';

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined;

/**
 * Before anything looks at the request. @returns whether it may go on; a request for something that is no path of this server
 * is answered here: "http://elsewhere/" after our origin would be read as the address of another host, "/%ff" as none.
 */
export function guardAnswer(request: IncomingMessage, response: ServerResponse, origin: string): boolean {
	const target = request.url ?? '';
	const [path = ''] = target.split('?');
	for (const [name, value] of Object.entries({ ...guardHeaders(origin), ...fileHeaders(path) }))
		response.setHeader(name, value);
	keepNoRefusal(response);
	if (path.startsWith('/') && isDecodable(path)) return true;
	response.writeHead(400).end();
	return false;
}

/** SvelteKit cannot answer "/%ff": what the hook throws there nobody catches, and the server would end. */
function isDecodable(path: string): boolean {
	try {
		decodeURIComponent(path);
		return true;
	} catch {
		return false;
	}
}

/** At the last moment, when the status is known: a file that is not there is refused by the same route as one that is. */
function keepNoRefusal(response: ServerResponse): void {
	const write = response.writeHead.bind(response) as (
		status: number,
		reason: string | undefined,
		given: Given
	) => ServerResponse;
	const guarded = (status: number, reason?: string | Given, given?: Given): ServerResponse => {
		const [words, headers] = typeof reason === 'string' ? [reason, given] : [undefined, reason ?? given];
		if (!isKeptByNobody(status)) return write(status, words, headers);
		response.setHeader('cache-control', 'no-store');
		return write(status, words, withoutCaching(headers));
	};
	response.writeHead = guarded as ServerResponse['writeHead'];
}

function withoutCaching(headers: Given): Given {
	if (headers === undefined || Array.isArray(headers)) return headers;
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'cache-control')
	);
}

/** What Node itself refuses, before there is a request: broken, too long or too slow. */
export function guardBrokenRequests(server: Server, origin: string): void {
	server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
		if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
		const status = STATUS_OF[error.code ?? ''] ?? 400;
		socket.end(
			`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${guardLines(origin)}Connection: close\r\nContent-Length: 0\r\n\r\n`
		);
	});
}

const STATUS_OF: Readonly<Record<string, number>> = {
	HPE_HEADER_OVERFLOW: 431,
	HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
	ERR_HTTP_REQUEST_TIMEOUT: 408
};
