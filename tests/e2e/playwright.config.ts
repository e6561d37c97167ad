import { defineConfig } from '@playwright/test';
import { LAUNCH } from './chromium.ts';

export default defineConfig({
	testDir: '..',
	testMatch: ['e2e/*.spec.ts', 'threats/*.spec.ts'],
	outputDir: '../../test-results',
	// Each worker has a server of its own, so that no test sees another's board.
	workers: 2,
	fullyParallel: false,
	timeout: 90_000,
	expect: { timeout: 10_000 },
	// For what a crowded machine does to a browser; the sum says how many needed it. Random programs have none.
	retries: 1,
	reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
	use: {
		// Not at first: drawing it costs a quarter of the time.
		trace: 'on-first-retry',
		launchOptions: LAUNCH
	}
});
