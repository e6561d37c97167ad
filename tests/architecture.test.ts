/**
 * [H1] Who may import whom: the table of the house, read off every import there is.
 * [H2] Nothing imports in a circle, types counted.
 * [H3] Every rule of the relay is the title of a test.
 * [H4] Every threat has its file and its row, and what the table names is there.
 * [H5] The layers are divided by the same areas, an area uses only what its row says, and no folder is crowded.
 * [H6] What README, ARCHITECTURE and the rules name as a file is there.
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
const SVELTE = ['svelte', 'svelte/', 'yjs', '$app/'];
const LIB = [
	'lib, kit',
	'lib, offline',
	'lib, session',
	'lib, minutes',
	'lib, editor',
	'lib, together',
	'lib, register'
];

const HOUSE: Readonly<Record<string, Room>> = {
	tests: { files: /^tests\/|\.test\.ts$/, rooms: ['*'], packages: ['*'] },
	migrations: { files: /^migrations\//, rooms: [], packages: ['kysely'] },
	core: { files: /^src\/core\//, rooms: [], packages: [] },
	document: { files: /^src\/document\//, rooms: ['core'], packages: ['yjs', 'fractional-indexing'] },
	'lib, kit': { files: /^src\/lib\/ui\//, rooms: ['core'], packages: SVELTE },
	'lib, offline': { files: /^src\/lib\/offline\//, rooms: ['core', 'document', 'lib'], packages: SVELTE },
	'lib, session': {
		files: /^src\/lib\/session\//,
		rooms: ['core', 'document', 'lib', 'lib, offline', 'lib, kit'],
		packages: [...SVELTE, 'y-websocket', 'y-protocols/', 'y-prosemirror', 'lib0/']
	},
	'lib, minutes': {
		files: /^src\/lib\/minutes\//,
		rooms: ['core', 'lib, kit'],
		types: ['views'],
		packages: SVELTE
	},
	// Knows nothing of the page it stands on: what it needs of it is host.ts.
	'lib, editor': {
		files: /^src\/lib\/editor\//,
		rooms: ['core', 'document', 'lib', 'lib, minutes'],
		types: ['lib, session'],
		packages: [...SVELTE, '@tiptap/', 'y-prosemirror', 'y-protocols/', 'lib0/']
	},
	'lib, together': {
		files: /^src\/lib\/together\//,
		rooms: ['core', 'document', 'lib, editor'],
		types: ['lib, session'],
		packages: [...SVELTE, '@tiptap/', 'y-protocols/', 'bits-ui']
	},
	'lib, register': { files: /^src\/lib\/register\//, rooms: ['core'], types: ['views'], packages: SVELTE },
	'lib, meeting': {
		files: /^src\/lib\/meeting\//,
		rooms: ['core', 'document', 'lib', ...LIB],
		types: ['views'],
		packages: [...SVELTE, '@tiptap/', 'bits-ui']
	},
	lib: { files: /^src\/lib\//, rooms: ['core', 'document'], types: ['views'], packages: SVELTE },
	hooks: {
		files: /^src\/(hooks\.server\.ts|app\.d\.ts|hooks\/)/,
		// Of the routes only how a refusal is told.
		rooms: ['core', 'usecases', 'views', 'store', 'settings', 'routes (server)'],
		packages: KIT
	},
	'service worker': {
		files: /^src\/service-worker\.ts$/,
		rooms: ['core', 'lib', 'lib, offline'],
		packages: ['$service-worker']
	},
	'routes (server)': {
		files: /^src\/routes\/.*(\.server\.ts|\+server\.ts|(refuse|actor|session-cookie)\.ts)$/,
		rooms: ['core', 'usecases', 'views', 'import', 'render', 'papers', 'routes (server)'],
		packages: KIT
	},
	'routes (browser)': {
		files: /^src\/routes\//,
		rooms: ['core', 'document', 'lib', ...LIB, 'lib, meeting'],
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

test('[H2] nothing imports in a circle, not even a type', () => {
	const leads = new Map<string, string[]>();
	for (const { from, to } of IMPORTS) if (to !== null) leads.set(from, [...(leads.get(from) ?? []), to]);
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

/** Divided by the areas. The browser's `lib` is divided by what stands on a page, see the table above. */
const LAYERS = ['src/core', 'src/document', 'server/store', 'server/usecases', 'server/views'];

/** Known to all: what knows nothing of minutes, and how the store keeps anything. */
const COMMON = ['kernel', 'database'];

/** What an area may use beside itself and what is common, in whatever layer. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
	// Admits to a meeting, so it knows who is what on a board.
	kernel: ['boards', 'minutes'],
	// The tables name the words of the areas; the reader asks for rights and sessions without waiting.
	database: ['accounts', 'agenda', 'boards', 'log', 'reading', 'record', 'remarks'],
	wire: [],
	boards: ['accounts', 'log', 'mail', 'minutes', 'reading', 'record', 'register', 'roster'],
	accounts: ['boards', 'mail'],
	reading: ['boards', 'minutes'],
	roster: ['boards', 'minutes', 'reading'],
	agenda: ['boards', 'log', 'mail', 'minutes', 'reading', 'record', 'roster', 'wire'],
	minutes: ['agenda', 'boards', 'import', 'log', 'reading', 'record', 'register', 'roster', 'wire'],
	import: ['boards', 'minutes', 'reading'],
	remarks: ['boards', 'minutes', 'roster'],
	register: ['boards', 'log', 'minutes', 'reading', 'roster', 'wire'],
	record: ['agenda', 'boards', 'log', 'mail', 'minutes', 'reading', 'register', 'roster'],
	mail: ['boards', 'minutes', 'reading', 'record'],
	log: ['history', 'minutes', 'record', 'wire'],
	concurrent: ['agenda', 'history', 'minutes'],
	history: ['agenda', 'boards', 'concurrent', 'log', 'minutes', 'record', 'register', 'roster']
};

/** undefined: none of a layer's; '': of the layer as a whole. */
function areaOf(file: string): string | undefined {
	const layer = LAYERS.find((one) => file.startsWith(`${one}/`));
	if (layer === undefined) return undefined;
	const [area = '', rest] = file.slice(layer.length + 1).split('/');
	return rest === undefined ? '' : area;
}

test('[H5] every folder of a layer is an area that the table knows', () => {
	const areas = new Set(ALL.map(areaOf).filter((area) => area !== undefined && area !== ''));
	expect([...areas].sort()).toEqual(Object.keys(AREAS).sort());
});

test('[H5] an area uses only what its row says, and no row says more than is used', () => {
	const used = new Map<string, Set<string>>();
	for (const { from, to } of IMPORTS) {
		const [area, other] = [areaOf(from), to === null ? undefined : areaOf(to)];
		if (!area || !other || area === other || from.endsWith('.test.ts')) continue;
		used.set(area, (used.get(area) ?? new Set()).add(other));
	}
	for (const [area, may] of Object.entries(AREAS)) {
		const others = [...(used.get(area) ?? [])].filter((other) => !COMMON.includes(other));
		expect(others.sort(), area).toEqual([...may]);
	}
});

/** Beside its folders, and without its tests. */
const MOST_FILES = 15;

test('[H5] no folder is crowded', () => {
	const counts = new Map<string, number>();
	for (const file of ALL.filter((one) => /^(src|server)\//.test(one) && !one.endsWith('.test.ts'))) {
		const folder = path.posix.dirname(file);
		counts.set(folder, (counts.get(folder) ?? 0) + 1);
	}
	expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
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

const BOOKS = [
	'README.md',
	'ARCHITECTURE.md',
	'src/core/README.md',
	'server/relay/SPEC.md',
	'server/usecases/SPEC.md',
	'server/store/record/CHAIN.md'
];

/** Of somebody else. */
const FOREIGN = ['code/auth_session.ts'];

test('[H6] every file that the books name is there', () => {
	const missing = BOOKS.flatMap((book) => {
		const text = readFileSync(path.join(ROOT, book), 'utf8');
		const named = [...text.matchAll(/`((?:[\w[\].+-]+\/)+[\w[\].+-]+\.(?:ts|svelte|md))`/g)].map(
			([, name]) => name ?? ''
		);
		expect(named.length, book).toBeGreaterThan(0);
		const places = [
			ROOT,
			path.dirname(path.join(ROOT, book)),
			path.join(ROOT, 'src'),
			path.join(ROOT, 'server')
		];
		return named
			.filter(
				(name) => !FOREIGN.includes(name) && !places.some((place) => existsSync(path.join(place, name)))
			)
			.map((name) => `${book}: ${name}`);
	});
	expect(missing).toEqual([]);
});
