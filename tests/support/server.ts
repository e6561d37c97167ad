/** A real Minutebook in a process of its own: data in a temporary folder, a port of its own choosing. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import { typeCommand } from './console.ts';
import { layData } from './empty-data.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NODE = path.join(ROOT, 'node_modules/.bin/node');
const CLI = path.join(ROOT, 'server/cli.ts');
const run = promisify(execFile);

export class TestServer {
	readonly dataDir: string;
	readonly #env: Record<string, string>;
	/** Nobody else has put anything there. */
	readonly #isNew: boolean;
	#child: ChildProcess | null = null;
	#origin = '';
	#said = '';

	constructor(env: Record<string, string> = {}) {
		this.#isNew = env['DATA_DIR'] === undefined;
		this.dataDir = env['DATA_DIR'] ?? mkdtempSync(path.join(tmpdir(), 'minutebook-'));
		this.#env = { LOG_LEVEL: 'warn', REHEARSAL: 'off', ...env };
	}

	get origin(): string {
		return this.#origin;
	}

	/** Everything it has printed since it was made. */
	get said(): string {
		return this.#said;
	}

	/** Runs a command line of Minutebook on this server's data, in a process of its own. @returns what it prints */
	async cli(...args: readonly string[]): Promise<string> {
		const { stdout } = await run(NODE, [CLI, ...args], { cwd: ROOT, env: this.#environment('0') });
		return stdout.trim();
	}

	/** The same without a process of its own: for what sets a test up. */
	async #type(...args: readonly string[]): Promise<string> {
		await this.#lay();
		return typeCommand({ args, env: this.#environment('0') });
	}

	async #lay(): Promise<void> {
		if (this.#isNew && !existsSync(path.join(this.dataDir, DATABASE_FILE))) await layData(this.dataDir);
	}

	/** Starts, or starts again on the same port after a stop or a kill. */
	async start(): Promise<void> {
		await this.#lay();
		const port = this.#origin === '' ? '0' : new URL(this.#origin).port;
		const child = spawn(NODE, [CLI, 'serve'], {
			cwd: ROOT,
			env: this.#environment(port),
			stdio: ['ignore', 'pipe', 'pipe']
		});
		this.#child = child;
		let said = '';
		this.#origin = await new Promise<string>((resolve, reject) => {
			const read = (chunk: Buffer) => {
				said += chunk.toString();
				this.#said += chunk.toString();
				const found = /Minutebook is at (\S+)/.exec(said)?.[1];
				if (found) resolve(found);
			};
			child.stdout.on('data', read);
			child.stderr.on('data', read);
			child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
		});
	}

	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		const child = this.#child;
		this.#child = null;
		if (!child || child.exitCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		await ended;
	}

	async remove(): Promise<void> {
		await this.stop();
		rmSync(this.dataDir, { recursive: true, force: true });
	}

	/** A board with these people on it, by e-mail. The first chair among them is its first chair; without one there is one more. */
	async board(
		slug: string,
		name: string,
		people: readonly (readonly [email: string, name: string, role: string])[]
	): Promise<void> {
		const [chair, called] = people.find(([, , role]) => role === 'chair') ?? [
			`chair.${slug}@example.org`,
			'Rosa Chairwell'
		];
		await this.#type(
			'board',
			'add',
			'--slug',
			slug,
			'--name',
			name,
			'--chair',
			chair,
			'--chair-name',
			called
		);
		for (const [email, person, role] of people) {
			if (email === chair) continue;
			await this.#type('person', 'add', '--email', email, '--name', person);
			await this.#type('member', 'add', '--board', slug, '--email', email, '--role', role);
		}
	}

	/** @returns the id of a new meeting today */
	async meeting(slug: string, title: string): Promise<string> {
		const made = JSON.parse(
			await this.#type('meeting', 'add', '--board', slug, '--title', title, '--json')
		) as { id: string }[];
		return made[0]?.id ?? '';
	}

	/** A session, as the browser's cookie. */
	async cookie(email: string): Promise<{ name: string; value: string; url: string }> {
		const [name = '', ...value] = (await this.#type('session', email)).split('=');
		return { name, value: value.join('='), url: this.#origin };
	}

	#environment(port: string): Record<string, string> {
		const env = Object.fromEntries(
			Object.entries(process.env).filter(
				([name, value]) => value !== undefined && !/^(ORIGIN|SMTP_URL|HOST|MINUTEBOOK)/.test(name)
			)
		) as Record<string, string>;
		return {
			...env,
			DATA_DIR: this.dataDir,
			PORT: port,
			HOST: '127.0.0.1',
			ORIGIN: `http://localhost:${port}`,
			...this.#env
		};
	}
}
