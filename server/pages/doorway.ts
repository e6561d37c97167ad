/**
 * [R92] What the process that carries the typing does about a page: it hands the request on, byte by byte as it comes, and the
 * answer back. Nothing of either is looked at here.
 */
import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PageServer } from './page-server.ts';

/** Between two processes and no further (RFC 9110, 7.6.1). */
const HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** Headers of ours; nobody from outside may say them. */
const OURS = /^x-minutebook-/;
/** The address of whoever asked, where no proxy tells it. */
export const ADDRESS = 'x-minutebook-address';

/**
 * Bytes, and milliseconds, for which somebody is heard out who was refused before they had finished: else they see a reset, and
 * not why. Not faster than some megabytes a second, and not too many at once: what is only thrown away must not cost anybody.
 */
const HEAR_OUT_BYTES = 32 * 1024 * 1024;
const HEAR_OUT_MS = 10_000;
const HEAR_OUT_REST_MS = 5;
const HEAR_OUT_AT_ONCE = 32;
let heardOut = 0;

/** Milliseconds for which an answer is kept for somebody who takes nothing of it. What is under way to them lies in memory here. */
const STALLED_MS = 60_000;

/** Whoever answers: where, and over connections that stay. */
export type Answers = Pick<PageServer, 'socketPath' | 'agent' | 'ready'>;

export function handOn(
	request: IncomingMessage,
	response: ServerResponse,
	to: Answers,
	stalled = STALLED_MS
): void {
	to.ready().then(
		() => pass(request, response, to, stalled),
		() => busy(response)
	);
}

function pass(request: IncomingMessage, response: ServerResponse, to: Answers, stalled: number): void {
	if (response.destroyed) return;
	const headers = Object.fromEntries(
		Object.entries(request.headers).filter(
			([name]) => !HOP.includes(name) && name !== 'expect' && !OURS.test(name)
		)
	);
	headers[ADDRESS] = request.socket.remoteAddress ?? '';
	const hasBody = request.headers['content-length'] !== undefined || 'transfer-encoding' in request.headers;
	const further = ask({
		socketPath: to.socketPath,
		agent: to.agent,
		method: request.method ?? 'GET',
		path: request.url ?? '/',
		headers
	});
	further.once('response', (answer) => {
		const back = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP.includes(name)));
		if (!request.complete) back['connection'] = 'close';
		response.writeHead(answer.statusCode ?? 502, back);
		response.setTimeout(stalled, () => response.destroy());
		answer.pipe(response);
		answer.once('error', () => response.destroy());
		answer.once('end', () => {
			if (request.complete) return;
			request.unpipe(further);
			further.destroy();
			hearOut(request);
		});
	});
	further.once('error', () => {
		if (!response.headersSent) busy(response);
		else if (!response.writableEnded) response.destroy();
	});
	response.once('close', () => {
		if (!response.writableEnded) further.destroy();
	});
	if (hasBody) {
		// Before the first byte of it comes: who may not do this is told so without being heard.
		further.flushHeaders();
		request.pipe(further);
	} else further.end();
}

function hearOut(request: IncomingMessage): void {
	if (heardOut >= HEAR_OUT_AT_ONCE) return void request.destroy();
	heardOut++;
	let left = HEAR_OUT_BYTES;
	let resting: NodeJS.Timeout | undefined;
	const late = setTimeout(() => request.destroy(), HEAR_OUT_MS);
	request.once('close', () => {
		heardOut--;
		clearTimeout(late);
		clearTimeout(resting);
	});
	request.on('data', (chunk: Buffer) => {
		left -= chunk.length;
		if (left < 0) return request.destroy();
		request.pause();
		resting = setTimeout(() => request.resume(), HEAR_OUT_REST_MS);
	});
	request.resume();
}

function busy(response: ServerResponse): void {
	if (response.headersSent) return void response.destroy();
	response
		.writeHead(503, {
			'content-type': 'text/plain; charset=utf-8',
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
			'retry-after': '2'
		})
		.end('The pages are starting. What was saved is safe. Try again in a moment.\n');
}
