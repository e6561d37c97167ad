/** Every address there is: read off the tree of routes, the built files and what the server answers itself. Nobody keeps a list. */
import { existsSync, readdirSync, statSync } from 'node:fs';
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
