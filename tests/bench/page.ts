/**
 * The page of a long meeting in Chromium, beside a room of 45 people of whom five write without a pause:
 * node tests/bench/page.ts [keys] [--profile file]
 * Prints how long after the beginning of the navigation the first of hammered keys stands in the text, and for each key
 * typed how long after it the next picture with it was ready. Needs the pages built (npm run build).
 */
import { writeFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from '@playwright/test';
import { LAUNCH } from '../e2e/chromium.ts';
import { TestServer } from '../support/server.ts';
import {
	ACTIONS,
	fillRoom,
	ITEMS,
	longText,
	makePeople,
	PEOPLE,
	POINTS,
	WRITERS,
	writeInto
} from './long-meeting.ts';

const KEYS = Number(process.argv[2] ?? 600);
const PROFILE = process.argv.includes('--profile') ? process.argv.at(-1) : undefined;
const SEED = 4;
const OPENINGS = 3;
/** Faster than 70 words a minute, so that a run is short. */
const BETWEEN_MS = 80;

const server = new TestServer();
const members = await makePeople(server);
await server.start();
const meeting = await server.meeting('long', 'A long meeting');
const [me, ...others] = members as [(typeof members)[number], ...typeof members];
await writeInto(server, meeting, me, (standing) => longText(standing, members, SEED));
const empty = await fillRoom(server, meeting, others, SEED);
const browser = await chromium.launch(LAUNCH);
console.log(
	`${ITEMS} items, ${POINTS} points, ${ACTIONS} actions; ${PEOPLE} people, ${WRITERS} of them writing; seed ${SEED}`
);
try {
	for (let run = 0; run < OPENINGS; run++) {
		const page = await enter(browser);
		report(`opening ${run + 1}`, await opening(page));
		if (run === OPENINGS - 1) report('typing', await typing(page));
		await page.context().close();
	}
} finally {
	empty();
	await browser.close();
	await server.remove();
}

/** A browser that has never been here. */
async function enter(from: Browser): Promise<Page> {
	const context = await from.newContext({ viewport: { width: 1280, height: 900 }, baseURL: server.origin });
	await context.addCookies([{ name: 'session', value: me.session, url: server.origin }]);
	const page = await context.newPage();
	await page.addInitScript(watch);
	return page;
}

interface Notes {
	editor: number;
	accepted: number;
	painted: number;
	/** Of each key: ms until after the next picture. */
	readonly keys: number[];
	readonly kinds: string[];
	/** The same by the browser's own count, for those over 16 ms. */
	readonly events: number[];
	readonly long: number[];
}

interface Figures {
	readonly [name: string]: number | string;
}

/** What the page notes about itself. Runs in the browser. */
function watch(): void {
	const notes: Notes = { editor: 0, accepted: 0, painted: 0, keys: [], kinds: [], events: [], long: [] };
	(window as unknown as { notes: Notes }).notes = notes;
	const afterPaint = (then: () => void) =>
		requestAnimationFrame(() => {
			const { port1, port2 } = new MessageChannel();
			port2.onmessage = then;
			port1.postMessage(null);
		});
	new MutationObserver((_changes, observer) => {
		const text = document.querySelector<HTMLElement>('.item-editor [contenteditable="true"]');
		if (!text) return;
		observer.disconnect();
		notes.editor = performance.now();
		text.focus();
	}).observe(document, { childList: true, subtree: true, attributes: true });
	addEventListener(
		'input',
		() => {
			if (notes.accepted > 0) return;
			notes.accepted = performance.now();
			afterPaint(() => (notes.painted = performance.now()));
		},
		true
	);
	addEventListener(
		'keydown',
		({ timeStamp, key }) =>
			afterPaint(() => {
				notes.keys.push(performance.now() - timeStamp);
				notes.kinds.push(key);
			}),
		true
	);
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) if (entry.name === 'keydown') notes.events.push(entry.duration);
	}).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) notes.long.push(duration);
	}).observe({ type: 'longtask' });
}

function notesOf(page: Page): Promise<Notes> {
	return page.evaluate(() => (window as unknown as { notes: Notes }).notes);
}

async function opening(page: Page): Promise<Figures> {
	const session = await page.context().newCDPSession(page);
	if (PROFILE) {
		await session.send('Profiler.enable');
		await session.send('Profiler.start');
	}
	await page.goto(`/meetings/${meeting}`, { waitUntil: 'commit' });
	let notes = await notesOf(page);
	while (notes.painted === 0) {
		await page.keyboard.press('x');
		notes = await notesOf(page);
	}
	if (PROFILE) {
		const { profile } = await session.send('Profiler.stop');
		writeFileSync(`${PROFILE}-open.cpuprofile`, JSON.stringify(profile));
	}
	await page.evaluate(() => document.fonts.ready);
	const { editors, served } = await page.evaluate(() => {
		const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
		return {
			editors: document.querySelectorAll('.item-editor .ProseMirror').length,
			served: navigation?.responseEnd ?? 0
		};
	});
	return {
		'html ms': served,
		'first text ms': notes.editor,
		'key accepted ms': notes.accepted,
		'and painted ms': notes.painted,
		editors
	};
}

async function typing(page: Page): Promise<Figures> {
	const middle = page.locator('.item-editor .ProseMirror').nth(7);
	await middle.focus();
	await page.keyboard.press('Control+End');
	await page.keyboard.press('Enter');
	await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
	const before = await notesOf(page);
	const session = await page.context().newCDPSession(page);
	if (PROFILE) {
		await session.send('Profiler.enable');
		await session.send('Profiler.start');
	}
	const [text, keys] = [words(), KEYS];
	for (let index = 0; index < keys; index++) {
		const next = performance.now() + BETWEEN_MS;
		const key = text.next().value as string;
		await page.keyboard.press(key);
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
	}
	if (PROFILE) {
		const { profile } = await session.send('Profiler.stop');
		writeFileSync(`${PROFILE}-type.cpuprofile`, JSON.stringify(profile));
	}
	await page.waitForFunction(
		(count) => (window as unknown as { notes: Notes }).notes.keys.length >= count,
		before.keys.length + keys
	);
	const { keys: all, kinds, events, long } = await notesOf(page);
	const mine = all.slice(before.keys.length);
	const sorted = mine.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.trunc(sorted.length * share))] ?? 0;
	const worst = mine
		.map((ms, index) => [ms, kinds[before.keys.length + index] ?? ''] as const)
		.toSorted(([a], [b]) => b - a)
		.slice(0, 5);
	return {
		keys,
		'p50 ms': at(0.5),
		'p95 ms': at(0.95),
		'p99 ms': at(0.99),
		'most ms': at(1),
		worst: worst.map(([ms, key]) => `${JSON.stringify(key)} ${ms.toFixed(0)}`).join(', '),
		'over 50 ms': mine.filter((ms) => ms > 50).length,
		'by the browser, p99 ms':
			events.slice(before.events.length).toSorted((a, b) => b - a)[Math.trunc(keys * 0.01)] ?? 0,
		'long tasks': long.length - before.long.length
	};
}

/** Points of two dozen words, and now and then an action. */
function* words(): Generator<string> {
	for (let line = 0; ; line++) {
		if (line % 4 === 3) yield* 'ACTION: AM to ';
		for (let word = 0; word < 12; word++)
			yield* ['write', 'what', 'they', 'said', 'about', 'it'][word % 6] + ' ';
		yield 'Enter';
	}
}

function report(what: string, figures: Figures): void {
	const line = Object.entries(figures).map(
		([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}`
	);
	console.log(`${what}: ${line.join('; ')}`);
}
