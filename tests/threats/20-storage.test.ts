/** Threat 20: papers that fill the disk. Each board has its share, and what stops is the papers, long before the typing. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId, PaperId } from '#core/kernel/ids.ts';
import type { PaperLimits } from '#core/agenda/papers.ts';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { parseLimits } from '#server/relay/socket/limits.ts';
import { readConfig } from '#server/config.ts';
import { attachPaper, withdrawPaper, type PapersKept } from '#server/usecases/agenda/keep-papers.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { CATALOGUE, PAGE, PAGES, pdf } from '../support/paper-files.ts';
import { meetingOf, newWorld, type World } from '../support/signed-meeting.ts';

let world: World;
let meeting: MeetingId;
beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
});
afterEach(() => world.close());

const another = (words: string): string => pdf([CATALOGUE, PAGES, PAGE, `(${words})`]).toString('latin1');
const PDF = another('The toolkit.');
const limits: PaperLimits = { meeting: 1e6, board: 2e6, all: 3e6, reserve: 1e6 };

async function* body(content: string) {
	yield Buffer.from(content, 'latin1');
}
const attach = async (
	who: string,
	content: AsyncIterable<Uint8Array>,
	more: { readonly to?: MeetingId; readonly length?: number; readonly place?: Partial<PapersKept> } = {}
) => {
	const to = more.to ?? meeting;
	const item = must(must(await loadMinutes(world.db, to), 'minutes').minutes.items[0], 'item').id;
	const kept = { dataDir: world.dataDir, limits, isScanned: false, inspect: async () => 'pdf' as const };
	return attachPaper(
		world.deps,
		world.actor(who),
		{ ...kept, ...more.place },
		{
			meeting: to,
			item,
			fileName: 'a.pdf',
			body: content,
			length: more.length ?? null
		}
	);
};
const withdraw = (who: string, paper: PaperId) =>
	withdrawPaper(world.deps, world.actor(who), world.dataDir, { meeting, paper });
const kept = async <T>(attempt: Promise<Result<T, Refusal>>): Promise<T> => {
	const result = await attempt;
	if (!result.ok) throw new Error(sentence(result.error));
	return result.value;
};
const refused = async (attempt: Promise<Result<unknown, Refusal>>): Promise<string> => {
	const result = await attempt;
	return result.ok ? 'it was allowed' : sentence(result.error);
};
const files = (): readonly string[] => {
	const folder = path.join(world.dataDir, 'papers');
	if (!existsSync(folder)) return [];
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

const tight = (limit: Partial<PaperLimits>) => ({ place: { limits: { ...limits, ...limit } } });

test('[20] [U14] the papers of a meeting, of a board and of all have a limit each, told before a byte is read where the length is known', async () => {
	const size = PDF.length;
	await kept(attach('Marek Sobel', body(PDF)));
	const untouched: AsyncIterable<Uint8Array> = {
		[Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('a byte was read')) })
	};
	const length = size;
	for (const [limit, words] of [
		[{ meeting: size * 1.5 }, /papers of this meeting may take/],
		[{ board: size * 1.5 }, /papers of this board may take/],
		[{ all: size * 1.5 }, /room for papers on this server is taken/]
	] as const) {
		expect(await refused(attach('Marek Sobel', untouched, { length, ...tight(limit) }))).toMatch(words);
		expect(await refused(attach('Marek Sobel', body(another('x')), tight(limit)))).toMatch(words);
	}
	const other = await meetingOf(world);
	const board = tight({ board: size * 1.5 });
	expect(await refused(attach('Marek Sobel', body(PDF), { to: other, ...board }))).toMatch(/of this board/);
	await kept(attach('Marek Sobel', body(another('y')), { to: other, ...tight({ meeting: size * 1.5 }) }));
	expect(files()).toHaveLength(2);
});

test('[20] [U14] what is withdrawn takes no room', async () => {
	const own = tight({ meeting: PDF.length * 1.5 });
	const { id } = await kept(attach('Marek Sobel', body(PDF), own));
	await kept(withdraw('Marek Sobel', id));
	await kept(attach('Marek Sobel', body(PDF), own));
});

test('[20] [U14] papers stop well before the typing does, also while one comes in', async () => {
	const MiB = 1024 * 1024;
	let free = limits.reserve + 10 * MiB;
	const disk = {
		place: { free: () => free, limits: { meeting: 1e9, board: 1e9, all: 1e9, reserve: limits.reserve } }
	};
	expect(await refused(attach('Marek Sobel', body(PDF), { length: 11 * MiB, ...disk }))).toMatch(
		/disk is nearly full/
	);
	let read = 0;
	async function* large() {
		for (; read < 20; read++) {
			free -= MiB;
			yield Buffer.alloc(MiB);
		}
	}
	expect(await refused(attach('Marek Sobel', large(), disk))).toMatch(
		/disk is nearly full.*the minutes are safe/
	);
	expect(read).toBeLessThan(13);
	expect(files()).toEqual([]);
});

test('[20] [U14] what papers leave free is several times what typing needs, as the settings stand', () => {
	expect(readConfig({}).papers.reserve).toBeGreaterThanOrEqual(4 * parseLimits({}).diskReserveBytes);
	expect(readConfig({}).papers).toMatchObject({ meeting: 500e6, board: 5e9 });
	expect(() => readConfig({ PAPERS_BOARD_MB: 'much' })).toThrow(
		/PAPERS_BOARD_MB is not a number of megabytes/
	);
});
