/** `npm run fuzz [frames] [seed]`: a million frames nobody sends, see frames.ts. */
import { fuzz } from './frames.ts';

const [frames = '1000000', seed = String(Math.trunc(Math.random() * 2 ** 31))] = process.argv.slice(2);
const ROUND = 20_000;

let [sent, closed, entered, long, slowest] = [0, 0, 0, 0, 0];
for (let round = 0; sent < Number(frames); round++) {
	const report = fuzz(Math.min(ROUND, Number(frames) - sent), Number(seed) + round);
	sent += report.frames;
	closed += report.closed;
	entered += report.entered;
	long += report.long;
	if (report.slowest > slowest) {
		slowest = report.slowest;
		console.log(
			`slowest so far: ${slowest.toFixed(1)} ms (seed ${Number(seed) + round}) ${report.slowestFrame.slice(0, 200)}`
		);
	}
	if (report.faults.length > 0) {
		for (const fault of report.faults) console.error(`seed ${Number(seed) + round}: ${fault}`);
		process.exitCode = 1;
		break;
	}
}
console.log(
	`${sent} frames from seed ${seed}: ${closed} connections closed, ${entered} frames entered, ` +
		`${long} over 50 ms, the slowest ${slowest.toFixed(1)} ms`
);
