import path from 'node:path';
import { test as base, type Browser, type JSHandle, type Page } from '@playwright/test';
import { build, type Rolldown } from 'vite';
import type * as world from './page.ts';

export type World = typeof world;

async function bundle(): Promise<string> {
	const built = (await build({
		configFile: false,
		root: path.resolve(import.meta.dirname, '../../..'),
		logLevel: 'error',
		define: { 'process.env.NODE_ENV': '"production"' },
		build: {
			write: false,
			minify: false,
			lib: { entry: path.join(import.meta.dirname, 'page.ts'), formats: ['iife'], name: 'world' }
		}
	})) as Rolldown.RolldownOutput[];
	return built[0]?.output[0].code ?? '';
}

/** Once a worker. */
let bundled: Promise<string> | null = null;

/** An empty page with the real editors in it and no server behind. */
export async function openWorld(browser: Browser): Promise<{ page: Page; world: JSHandle<World> }> {
	const page = await browser.newPage();
	page.on('pageerror', (error) => {
		throw error;
	});
	return { page, world: await addWorld(page) };
}

/** The same on a page that is open already. */
export async function addWorld(page: Page): Promise<JSHandle<World>> {
	const content = await (bundled ??= bundle());
	// Without it a browser and ProseMirror disagree about spaces; the meeting page has it in its own style.
	await page.addStyleTag({ content: '.ProseMirror { white-space: pre-wrap }' });
	await page.addScriptTag({ content });
	return (await page.evaluateHandle('world')) as JSHandle<World>;
}

/** Tests that need no more than the world. */
export const test = base.extend<{ world: JSHandle<World> }>({
	world: async ({ browser }, use) => {
		const { page, world } = await openWorld(browser);
		await use(world);
		await page.close();
	}
});
