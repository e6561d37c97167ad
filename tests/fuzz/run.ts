/**
 * `npm run fuzz [frames] [seed]`: a million frames nobody sends, see frames.ts. Fails on any fault, and on a frame that
 * takes more than 50 ms of CPU: of CPU, so that a busy machine is not taken for a slow relay.
 */
import { fuzz, LONG_MS } from './frames.ts';

const [frames = '1000000', seed = String(Math.trunc(Math.random() * 2 ** 31))] = process.argv.slice(2);
const ROUND = 20_000;

let [sent, closed, entered, long, slowest] = [0, 0, 0, 0, 0];
for (let round = 0; sent < Number(frames); round++) {
	const report = fuzz(Math.min(ROUND, Number(frames) - sent), Number(seed) + round);
	sent += report.frames;
	closed += report.closed;
	entered += report.entered;
	long += report.long.length;
	if (report.slowest > slowest) {
		slowest = report.slowest;
		console.log(
			`slowest so far: ${slowest.toFixed(1)} ms (seed ${Number(seed) + round}) ${report.slowestFrame.slice(0, 200)}`
		);
	}
	for (const frame of report.long)
		console.error(`seed ${Number(seed) + round}: more than ${LONG_MS} ms | ${frame}`);
	for (const fault of report.faults) console.error(`seed ${Number(seed) + round}: ${fault}`);
	if (report.faults.length + report.long.length > 0) process.exitCode = 1;
	if (report.faults.length > 0) break;
}
console.log(
	`${sent} frames from seed ${seed}: ${closed} connections closed, ${entered} frames entered, ` +
		`${long} over ${LONG_MS} ms of CPU, the slowest ${slowest.toFixed(1)} ms`
);
