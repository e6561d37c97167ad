/** [I1] [I2] What a request brings: bounded before it is read, and read only for somebody who may do here what it asks. */
import type { RequestEvent } from '@sveltejs/kit';
import { boundOf, misshapen } from '#core/wire/intake.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { hasNoBusiness } from './business.ts';

/** The body as bytes in the request, or why nothing was read of it. */
export async function takeIn(event: RequestEvent): Promise<Refusal | null> {
	const { request, route } = event;
	const { bytes: most, streams } = boundOf(route.id);
	if (Number(request.headers.get('content-length') ?? 0) > most) return { code: 'too-large' };
	if (request.body === null || streams) return null;
	const stranger = await hasNoBusiness(event);
	if (stranger !== null) return stranger;
	const bytes = await readUpTo(request.body, most);
	if (bytes === null) return { code: 'too-large' };
	if (misshapen(request.headers.get('content-type') ?? '', bytes) !== null) return { code: 'misshapen' };
	event.request = new Request(request.url, { method: request.method, headers: request.headers, body: bytes });
	return null;
}

/** @returns null when there is more: the rest is left where it is */
async function readUpTo(
	body: ReadableStream<Uint8Array>,
	most: number
): Promise<Uint8Array<ArrayBuffer> | null> {
	const reader = body.getReader();
	const chunks: Uint8Array[] = [];
	let size = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		size += value.length;
		// Not cancelled: that would cut the line before the answer is on it.
		if (size > most) return null;
		chunks.push(value);
	}
	const bytes = new Uint8Array(size);
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.length;
	}
	return bytes;
}
