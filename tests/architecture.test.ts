/**
 * [H1] Who may import whom: the table of the house, read off every import there is.
 * [H2] Nothing imports in a circle.
 * [H3] Every rule of the relay is the title of a test.
 * [H4] Every threat has its file and its row, and what the table names is there.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

interface Room {
	/** The first room whose pattern fits a file is its room. */
	readonly files: RegExp;
	readonly rooms: readonly string[];
	/** Names, or the beginning of names that end in `/` or `:`. */
	readonly packages: readonly string[];
	/** Rooms whose types may be named, though nothing of them runs here. */
	readonly types?: readonly string[];
}

const KIT = ['@sveltejs/kit', '$app/', './$types'];

const HOUSE: Readonly<Record<string, Room>> = {
	tests: { files: /^tests\/|\.test\.ts$/, rooms: ['*'], packages: ['*'] },
	migrations: { files: /^migrations\//, rooms: [], packages: ['kysely'] },
	core: { files: /^src\/core\//, rooms: [], packages: [] },
	document: { files: /^src\/document\//, rooms: ['core'], packages: ['yjs', 'fractional-indexing'] },
	lib: {
		files: /^src\/lib\//,
		rooms: ['core', 'document'],
		types: ['views'],
		packages: [
			'svelte',
			'svelte/',
			'@tiptap/',
			'y-prosemirror',
			'yjs',
			'y-websocket',
			'y-protocols/',
			'lib0/',
			'bits-ui',
			'$app/'
		]
	},
	hooks: {
		files: /^src\/(hooks\.server\.ts|app\.d\.ts|hooks\/)/,
		// Of the routes only how a refusal is told.
		rooms: ['core', 'usecases', 'views', 'store', 'settings', 'routes (server)'],
		packages: KIT
	},
	'service worker': {
		files: /^src\/service-worker\.ts$/,
		rooms: ['core', 'lib'],
		packages: ['$service-worker']
	},
	'routes (server)': {
		files: /^src\/routes\/.*(\.server\.ts|\+server\.ts|(refuse|actor|session-cookie)\.ts)$/,
		rooms: ['core', 'usecases', 'views', 'import', 'render', 'papers', 'routes (server)'],
		packages: KIT
	},
	'routes (browser)': {
		files: /^src\/routes\//,
		rooms: ['core', 'document', 'lib'],
		types: ['views', 'usecases', 'routes (server)'],
		packages: [...KIT, 'svelte', 'svelte/', '@fontsource-variable/']
	},
	usecases: {
		files: /^server\/usecases\//,
		rooms: ['core', 'document', 'store', 'import'],
		packages: ['node:crypto', 'valibot', 'yjs']
	},
	views: {
		files: /^server\/views\//,
		rooms: ['core', 'store', 'settings'],
		packages: ['kysely', 'postal-mime']
	},
	store: {
		files: /^server\/store\//,
		rooms: ['core'],
		packages: ['kysely', 'kysely/', 'better-sqlite3', 'node:']
	},
	relay: {
		files: /^server\/relay\//,
		rooms: ['core', 'document', 'store'],
		packages: ['ws', 'yjs', 'lib0/', 'node:']
	},
	mail: {
		files: /^server\/mail\//,
		rooms: ['core', 'store', 'render'],
		packages: ['nodemailer', 'nodemailer/', 'node:']
	},
	render: {
		files: /^server\/render\//,
		rooms: ['core', 'document', 'store'],
		packages: ['@myriaddreamin/typst-ts-node-compiler', 'node:']
	},
	papers: {
		files: /^server\/papers\//,
		rooms: ['core', 'store'],
		packages: ['node:']
	},
	backup: {
		files: /^server\/backup\//,
		rooms: ['core', 'store', 'settings'],
		packages: ['node:']
	},
	record: {
		files: /^server\/record\//,
		rooms: ['core', 'store', 'usecases'],
		packages: ['kysely', 'node:']
	},
	import: { files: /^server\/import\//, rooms: ['core', 'document', 'store'], packages: [] },
	settings: { files: /^server\/(config|version)\.ts$/, rooms: [], packages: ['node:', '../package.json'] },
	// The composition root, the commands and the demo know everything, and nobody imports them.
	top: {
		files: /^server\//,
		rooms: [
			'core',
			'document',
			'store',
			'usecases',
			'views',
			'relay',
			'mail',
			'render',
			'import',
			'backup',
			'papers',
			'record',
			'settings'
		],
		packages: ['node:', 'pino', 'vite', 'smtp-server', 'postal-mime', 'better-sqlite3', 'kysely', 'yjs']
	}
};

function filesUnder(folder: string): string[] {
	return readdirSync(path.join(ROOT, folder)).flatMap((name) => {
		const file = `${folder}/${name}`;
		if (statSync(path.join(ROOT, file)).isDirectory()) return filesUnder(file);
		return /\.(ts|svelte|mjs)$/.test(name) ? [file] : [];
	});
}

const roomOf = (file: string): string =>
	Object.keys(HOUSE).find((name) => HOUSE[name]?.files.test(file)) ?? 'nowhere';

interface Import {
	readonly from: string;
	readonly what: string;
	/** The file it leads to, or null for a package. */
	readonly to: string | null;
	readonly typeOnly: boolean;
}

const STATEMENT = /(?:^|[\n;>])\s*(import|export)\s+(type\s+)?([^'";]*?\bfrom\s*)?['"]([^'"\n]+)['"]/g;
const DYNAMIC = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;

function importsOf(file: string): Import[] {
	const text = readFileSync(path.join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
	const found: Import[] = [];
	const add = (what: string, typeOnly: boolean) => {
		if (!what.endsWith('.css')) found.push({ from: file, what, to: resolve(file, what), typeOnly });
	};
	for (const [, , type, names, what] of text.matchAll(STATEMENT)) {
		const listed = /\{([^}]*)\}/.exec(names ?? '')?.[1];
		const allTypes =
			listed !== undefined &&
			!/^[^{]*\w+\s*,\s*\{/.test(names ?? '') &&
			listed.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
		add(what ?? '', type !== undefined || allTypes);
	}
	for (const [, what] of text.matchAll(DYNAMIC)) add(what ?? '', false);
	return found;
}

function resolve(from: string, what: string): string | null {
	if (what === './$types') return null;
	if (what === '../package.json') return null;
	if (what.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(from), what));
	const inner = /^#(core|document|lib|server)\/(.*)$/.exec(what);
	if (!inner) return null;
	return inner[1] === 'server' ? `server/${inner[2]}` : `src/${inner[1]}/${inner[2]}`;
}

const matches = (list: readonly string[], name: string): boolean =>
	list.some(
		(allowed) => allowed === '*' || allowed === name || (/[/:]$/.test(allowed) && name.startsWith(allowed))
	);

const ALL = ['src', 'server', 'migrations', 'tests'].flatMap(filesUnder);
const IMPORTS = ALL.flatMap(importsOf);

test('[H1] every file stands in a room of the house', () => {
	expect(ALL.filter((file) => roomOf(file) === 'nowhere' && file.startsWith('s'))).toEqual([]);
	expect(IMPORTS.length).toBeGreaterThan(300);
});

test('[H1] a file imports only what its room may', () => {
	const wrong = IMPORTS.flatMap(({ from, what, to, typeOnly }) => {
		const name = roomOf(from);
		const room = HOUSE[name];
		if (!room) return [];
		if (to === null)
			return matches(room.packages, what) ? [] : [`${from} (${name}) may not use the package ${what}`];
		const other = roomOf(to);
		const allowed =
			other === name || matches(room.rooms, other) || (typeOnly && matches(room.types ?? [], other));
		return allowed ? [] : [`${from} (${name}) may not import ${to} (${other})`];
	});
	expect(wrong).toEqual([]);
});

test('[H1] nobody imports the composition root', () => {
	const wrong = IMPORTS.filter(
		({ from, to }) =>
			to !== null && roomOf(to) === 'top' && roomOf(from) !== 'top' && roomOf(from) !== 'tests'
	).map(({ from, to }) => `${from} → ${to}`);
	expect(wrong).toEqual([]);
});

test('[H2] nothing imports in a circle', () => {
	const leads = new Map<string, string[]>();
	for (const { from, to, typeOnly } of IMPORTS)
		if (to !== null && !typeOnly) leads.set(from, [...(leads.get(from) ?? []), to]);
	const done = new Set<string>();
	const circles: string[] = [];
	const walk = (file: string, way: readonly string[]): void => {
		if (way.includes(file)) {
			circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
			return;
		}
		if (done.has(file)) return;
		for (const next of leads.get(file) ?? []) walk(next, [...way, file]);
		done.add(file);
	};
	for (const file of leads.keys()) walk(file, []);
	expect(circles).toEqual([]);
});

/** A title begins with the rules it proves. */
const TITLE = /\(\s*['"`]((?:\[[A-Z]\d+\] ?)+)/g;
const rulesIn = (text: string): string[] =>
	[...text.matchAll(/\[([A-Z]\d+)\]/g)].map(([, rule]) => rule ?? '');

test('[H3] every rule of the relay is the title of a test', () => {
	const spec = readFileSync(path.join(ROOT, 'server/relay/SPEC.md'), 'utf8');
	const rules = [...spec.matchAll(/^- \*\*\[(R\d+)\]/gm)].map(([, rule]) => rule ?? '');
	const proven = new Set(
		ALL.filter((file) => file.endsWith('.test.ts')).flatMap((file) =>
			[...readFileSync(path.join(ROOT, file), 'utf8').matchAll(TITLE)].flatMap(([, title]) =>
				rulesIn(title ?? '')
			)
		)
	);
	expect(rules.length).toBeGreaterThan(40);
	expect(new Set(rules).size).toBe(rules.length);
	expect(rules.filter((rule) => !proven.has(rule))).toEqual([]);
	expect([...proven].filter((rule) => rule.startsWith('R') && !rules.includes(rule))).toEqual([]);
});

test('[H4] each of the 37 threats has one file and one row of the table, and every file the table names is there', () => {
	const folder = path.join(ROOT, 'tests/threats');
	const table = readFileSync(path.join(folder, 'README.md'), 'utf8');
	const numbered = readdirSync(folder).filter((name) => /\.(test|spec)\.ts$/.test(name));
	const all = Array.from({ length: 37 }, (_unused, n) => n + 1);
	expect(numbered.map((name) => Number(/^(\d\d)-/.exec(name)?.[1])).sort((a, b) => a - b)).toEqual(all);
	expect([...table.matchAll(/^\| (\d+) \|(?: [^|]+ \|){3}$/gm)].map(([, number]) => Number(number))).toEqual(
		all
	);
	const named = [...table.matchAll(/`([\w./*-]+\.ts)`/g)].map(([, name]) => name ?? '');
	expect(named.length).toBeGreaterThan(30);
	const places = [folder, path.join(ROOT, 'tests'), ROOT];
	expect(
		named.filter((name) => {
			const wanted = path.dirname(name) + '/';
			if (name.includes('*')) return !places.some((place) => existsSync(path.join(place, wanted)));
			return !places.some((place) => existsSync(path.join(place, name)));
		})
	).toEqual([]);
});
