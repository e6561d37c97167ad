/**
 * Everything, and one line for the sum: types, lint, unit and integration tests, browsers. Each part prints its own
 * output; what counts is read from the reporters' files, not from the words on the screen.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Sum {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

const ROOT = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'minutebook-tests-'));

function run(
	title: string,
	command: string,
	args: readonly string[],
	env: Record<string, string> = {}
): boolean {
	console.log(`\n── ${title}`);
	const started = Date.now();
	const done = spawnSync(command, args, {
		cwd: ROOT,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: {
			...process.env,
			...env,
			PATH: `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`
		}
	});
	console.log(
		`── ${title}: ${done.status === 0 ? 'passed' : 'FAILED'} after ${Math.round((Date.now() - started) / 1000)} s`
	);
	return done.status === 0;
}

/** A part that either holds or does not. */
const check = (title: string, command: string, args: readonly string[]): Sum =>
	run(title, command, args) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };

function vitest(): Sum {
	const file = path.join(scratch, 'vitest.json');
	const fine = run(
		'unit and integration tests',
		'vitest',
		['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
		{ NO_COLOR: '1' }
	);
	const report = readReport<{
		numPassedTests: number;
		numFailedTests: number;
		numPendingTests: number;
		numTodoTests: number;
	}>(file);
	if (!report) return { passed: 0, failed: 1, skipped: 0 };
	return {
		passed: report.numPassedTests,
		// A file that does not even load has no failed test in it, but it has failed.
		failed: Math.max(report.numFailedTests, fine ? 0 : 1),
		skipped: report.numPendingTests + report.numTodoTests
	};
}

function browsers(): Sum {
	const file = path.join(scratch, 'playwright.json');
	const fine = run('browser tests', 'playwright', ['test', '--config', 'tests/e2e/playwright.config.ts'], {
		PLAYWRIGHT_JSON_OUTPUT_NAME: file
	});
	const report = readReport<{
		stats: { expected: number; unexpected: number; flaky: number; skipped: number };
	}>(file);
	if (!report) return { passed: 0, failed: 1, skipped: 0 };
	const { expected, unexpected, flaky, skipped } = report.stats;
	if (flaky > 0) console.log(`── ${flaky} of the browser tests passed at the second attempt only`);
	return { passed: expected + flaky, failed: Math.max(unexpected, fine ? 0 : 1), skipped };
}

function readReport<T>(file: string): T | null {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as T;
	} catch {
		return null;
	}
}

const parts = [
	check('SvelteKit types', 'svelte-kit', ['sync']),
	check('types', 'svelte-check', ['--threshold', 'warning', '--output', 'human']),
	check('lint', 'eslint', ['.', '--max-warnings', '0']),
	check('formatting', 'prettier', ['--check', '--log-level', 'warn', '.']),
	check('build', 'vite', ['build', '--logLevel', 'error']),
	vitest(),
	browsers()
];
rmSync(scratch, { recursive: true, force: true });

const sum = parts.reduce((all, part) => ({
	passed: all.passed + part.passed,
	failed: all.failed + part.failed,
	skipped: all.skipped + part.skipped
}));
console.log(
	`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`
);
process.exitCode = sum.failed > 0 ? 1 : 0;
