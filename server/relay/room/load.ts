/** How busy the loop of this process is: the share of the time in which it was at work and not waiting for something to do. */
import { performance } from 'node:perf_hooks';

/** Long enough to tell a busy loop from one long task, short enough to follow a meeting that begins. */
const LOOK_MS = 250;

export class Load {
	#before = performance.eventLoopUtilization();
	#lookAt = -Infinity;
	#share = 0;

	/** @param now milliseconds of a clock that never goes back. @returns 0 to 1, of the last half second or so */
	at(now: number): number {
		if (now < this.#lookAt) return this.#share;
		this.#lookAt = now + LOOK_MS;
		const before = this.#before;
		this.#before = performance.eventLoopUtilization();
		const { utilization } = performance.eventLoopUtilization(this.#before, before);
		this.#share = (this.#share + utilization) / 2;
		return this.#share;
	}
}
