/**
 * A body that is not broken off. To leave its stream before the end ends the connection, and with it the answer that says why the
 * rest is not wanted; so whoever has had enough stops reading, and what still comes is thrown away, within limits.
 */

/** Of what is thrown away: several times what a paper may be. */
const MOST_DRAINED = 256 * 1024 * 1024;
const DRAIN_MS = 60_000;

export interface Unbroken extends AsyncIterable<Uint8Array> {
	/** Reads the rest and forgets it. What comes too long, or too slowly, is left: then the connection ends without an answer. */
	drain(): Promise<void>;
}

/** @returns null: there is none */
export function unbroken(body: ReadableStream<Uint8Array> | null): Unbroken | null {
	if (body === null) return null;
	const reader = body.getReader();
	let ended = false;
	const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
		if (ended) return { done: true, value: undefined };
		try {
			const { done, value } = await reader.read();
			if (!done) return { done, value };
		} catch (error) {
			ended = true;
			throw error;
		}
		ended = true;
		return { done: true, value: undefined };
	};
	return {
		[Symbol.asyncIterator]: () => ({ next }),
		async drain() {
			const late = performance.now() + DRAIN_MS;
			let left = MOST_DRAINED;
			while (left > 0 && performance.now() < late) {
				const { done, value } = await next().catch(() => ({ done: true as const, value: undefined }));
				if (done === true || value === undefined) return;
				left -= value.length;
			}
		}
	};
}
