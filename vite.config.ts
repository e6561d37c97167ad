import { availableParallelism } from 'node:os';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [sveltekit()],
	// Native modules and the renderer stay outside the bundle: Node loads them from node_modules.
	ssr: { external: ['better-sqlite3', '@myriaddreamin/typst-ts-node-compiler', 'kysely', 'yjs', 'pino'] },
	test: {
		include: ['src/**/*.test.ts', 'server/**/*.test.ts', 'tests/**/*.test.ts'],
		exclude: ['tests/e2e/**', 'node_modules/**'],
		// On two cores Vitest would leave one idle.
		maxWorkers: Math.max(2, availableParallelism() - 1),
		testTimeout: 30_000,
		hookTimeout: 60_000
	}
});
