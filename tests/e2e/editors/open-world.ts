import path from 'node:path';
import type { Browser, JSHandle, Page } from '@playwright/test';
import { build, type Rolldown } from 'vite';
import type * as world from './page.ts';

export type World = typeof world;

/** An empty page with the real editors in it and no server behind. */
export async function openWorld(browser: Browser): Promise<{ page: Page; world: JSHandle<World> }> {
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
	const page = await browser.newPage();
	page.on('pageerror', (error) => {
		throw error;
	});
	// Without it a browser and ProseMirror disagree about spaces; the meeting page has it in its own style.
	await page.addStyleTag({ content: '.ProseMirror { white-space: pre-wrap }' });
	await page.addScriptTag({ content: built[0]?.output[0].code ?? '' });
	return { page, world: (await page.evaluateHandle('world')) as JSHandle<World> };
}
