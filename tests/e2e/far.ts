import type { Page } from '@playwright/test';
import { Line, freePort } from '../support/line.ts';
import { TestServer } from '../support/server.ts';
import { test as base } from './fixtures.ts';

export interface Far {
	readonly line: Line;
	/** Its pages say that they are at the near end of the line. */
	readonly server: TestServer;
}

/** The letters by which the line knows a browser: see Line.setWayOf. */
export const sessionOf = async (page: Page): Promise<string> =>
	(await page.context().cookies()).find(({ name }) => name === 'session')?.value ?? '';

/** A server at the far end of a line that fails when it is told to: one a worker, and whole again for each test. */
export const test = base.extend<{ far: Far }, { distant: Far }>({
	far: async ({ distant }, use) => {
		await use(distant);
		distant.line.mend();
	},
	distant: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
		async ({}, use) => {
			const port = await freePort();
			const line = await Line.open(port);
			const server = new TestServer({ PORT: String(port), ORIGIN: line.origin });
			await server.board('far', 'The Far Board', [
				['nora@example.org', "Nora O'Conner", 'notetaker'],
				['mabel@example.org', 'Mabel Birch', 'member'],
				['chidi@example.org', 'Chidi Marsh', 'chair'],
				['colm@example.org', 'Colm Deakin', 'member']
			]);
			await server.start();
			await use({ line, server });
			await server.remove();
			await line.close();
		},
		{ scope: 'worker', timeout: 60_000 }
	]
});
