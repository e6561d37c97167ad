/** Every address there is: read off the tree of routes, the built files and what the server answers itself. Nobody keeps a list. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

function folders(place: string): string[] {
	return readdirSync(place)
		.map((name) => path.join(place, name))
		.filter((inner) => statSync(inner).isDirectory())
		.flatMap((inner) => [inner, ...folders(inner)]);
}

/** `/meetings/[meeting]/papers/[paper]` and so on. A page has its data beside it. */
export function routes(): string[] {
	const top = path.join(ROOT, 'src/routes');
	return [top, ...folders(top)].flatMap((place) => {
		const route = `/${path.relative(top, place)}`;
		const has = (name: string) => existsSync(path.join(place, name));
		const data = route === '/' ? '/__data.json' : `${route}/__data.json`;
		return [
			...(has('+page.svelte') || has('+page.server.ts') ? [route, data] : []),
			...(has('+server.ts') ? [route] : [])
		];
	});
}

/** The names in brackets filled in; one that is not given stands for something that is not there. */
export const filled = (route: string, names: Readonly<Record<string, string>>): string =>
	route.replace(/\[(\w+)\]/g, (_all, name: string) => names[name] ?? 'nothing-of-that-name');

/** What lies in the build for everybody: all at the top, and of the code that never changes one of a kind. */
export function builtFiles(): string[] {
	const top = path.join(ROOT, 'build/client');
	const all = readdirSync(top, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => `/${path.relative(top, path.join(entry.parentPath, entry.name))}`)
		.filter((name) => !/\.(br|gz)$/.test(name));
	const kinds = Map.groupBy(
		all.filter((name) => name.includes('/immutable/')),
		(name) => path.extname(name)
	);
	return [
		...all.filter((name) => !name.includes('/immutable/')),
		...[...kinds.values()].flatMap(([first]) => (first === undefined ? [] : [first]))
	];
}

/** The names of the forms of a page, as `?/name` asks for them; '' for a page that has one form without a name. */
export function formsOf(route: string): string[] {
	const place = path.join(ROOT, 'src/routes', route);
	const page = path.join(place, '+page.server.ts');
	if (!existsSync(page) || !/export const actions/.test(readFileSync(page, 'utf8'))) return [];
	// The forms of the register stand beside it, for the page of one action as well.
	const sources = [page, path.join(place, 'actions.server.ts'), path.join(place, '../actions.server.ts')]
		.filter((file) => existsSync(file))
		.map((file) => readFileSync(file, 'utf8'));
	const names = sources.flatMap((source) =>
		[...source.matchAll(/^\t(\w+): (?:async|handler|\(|[a-z]\w*\()/gm)].map(([, name]) => name ?? '')
	);
	return [...new Set(names)].map((name) => (name === 'default' ? '' : name));
}
