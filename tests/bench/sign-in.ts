/**
 * Whether the time of an answer tells who is known [P10]: asking for a code, and typing a wrong one, for addresses that are known,
 * unknown and disabled. By the use cases themselves, on a database on the disk: less stands between them and the clock than
 * between a stranger and the server. Each address is asked for once, in random order, by a browser and a network of its own.
 * Run: node tests/bench/sign-in.ts [how many of each, 400]
 */
import { must } from '#core/kernel/result.ts';
import { addPerson } from '#server/usecases/accounts/add-person.ts';
import { askCode } from '#server/usecases/accounts/ask-code.ts';
import { disablePerson } from '#server/usecases/accounts/disable-person.ts';
import { newBrowserSecret, signIn } from '#server/usecases/accounts/sign-in.ts';
import { CONSOLE, value } from '../duties/world.ts';
import { newWorld } from '../support/signed-meeting.ts';

const KINDS = ['known', 'unknown', 'disabled'] as const;
type Kind = (typeof KINDS)[number];

const each = Number(process.argv[2] ?? 400);
const world = await newWorld();
const { deps } = world;

const asked: { readonly kind: Kind; readonly email: string }[] = [];
for (let n = 0; n < each; n++)
	for (const kind of KINDS) {
		const email = `${kind}${n}@example.org`;
		asked.push({ kind, email });
		if (kind === 'unknown') continue;
		const person = value(await addPerson(deps, CONSOLE, { name: `Person ${n}`, email }));
		if (kind === 'disabled') value(await disablePerson(deps, CONSOLE, { person }));
	}
for (let n = asked.length - 1; n > 0; n--) {
	const other = Math.floor(Math.random() * (n + 1));
	[asked[n], asked[other]] = [must(asked[other], 'one'), must(asked[n], 'another')];
}

/** Milliseconds, by kind. */
const noTimes = (): Record<Kind, number[]> => ({ known: [], unknown: [], disabled: [] });
const asking = noTimes();
const entering = noTimes();

/** The first of each are for the machine to warm up. */
const WARM = Math.min(90, asked.length / 4);
for (const [n, { kind, email }] of asked.entries()) {
	const browser = newBrowserSecret();
	// No limit is met: those have their tests (sign-in.test.ts).
	const address = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
	const started = performance.now();
	value(await askCode(deps, { email, browser, knownBrowser: '', address, deliver: 'letter' }));
	const between = performance.now();
	const answer = await signIn(deps, { browser, code: 'WRONGONE', knownBrowser: '', userAgent: '' });
	const ended = performance.now();
	if (answer.ok || answer.error.code !== 'wrong-code') throw new Error(`${email}: ${JSON.stringify(answer)}`);
	if (n < WARM) continue;
	asking[kind].push(between - started);
	entering[kind].push(ended - between);
}
await world.close();

const at = (times: readonly number[], share: number): number =>
	[...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const ms = (value: number): string => `${value.toFixed(2)} ms`.padStart(10);
const signed = (value: number): string =>
	`${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} ms`.padStart(10);

for (const [title, times] of [
	['asking for a code', asking],
	['a wrong code', entering]
] as const) {
	console.log(`${title.padEnd(20)}    median       p99   median − known's   p99 − known's`);
	for (const kind of KINDS)
		console.log(
			`  ${kind.padEnd(16)} ${ms(at(times[kind], 0.5))} ${ms(at(times[kind], 0.99))} ${signed(at(times[kind], 0.5) - at(times.known, 0.5)).padStart(18)} ${signed(at(times[kind], 0.99) - at(times.known, 0.99)).padStart(15)}`
		);
}
// How far apart two halves of the same kind are: less than that tells nothing.
const halves = (times: readonly number[]) => {
	const [even, odd] = [times.filter((_, n) => n % 2 === 0), times.filter((_, n) => n % 2 === 1)];
	return at(even, 0.5) - at(odd, 0.5);
};
console.log(
	`Medians of two halves of the known differ by ${signed(halves(asking.known)).trim()} asking, ${signed(halves(entering.known)).trim()} entering.`
);
