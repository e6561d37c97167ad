/**
 * The licences of everything Minutebook is built on, as one text: static/licences.txt, which goes out with the pages, because their
 * script has the code of others in it. Read off the lock file, so that it is the same on every machine; the texts lie in node_modules.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const FILE = path.join(ROOT, 'static/licences.txt');

interface Locked {
	readonly version?: string;
	readonly license?: string;
	readonly dev?: boolean;
	readonly optional?: boolean;
	readonly extraneous?: boolean;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Licensed {
	/** Where it lies: "node_modules/a/node_modules/b". */
	readonly place: string;
	readonly name: string;
	readonly version: string;
	/** SPDX. */
	readonly licence: string;
	/** Runs on the server or in the browser; the rest builds and tests. */
	readonly runs: boolean;
}

/** Those of which the lock file does not say it, and where it is said. */
const SAID_ELSEWHERE: readonly (readonly [name: RegExp, licence: string, where: string])[] = [
	[/^@rollup\/rollup-/, 'MIT', 'rollup, whose binary for another system it is'],
	[
		/^@myriaddreamin\/typst-ts-node-compiler-/,
		'Apache-2.0',
		'@myriaddreamin/typst-ts-node-compiler, whose binary for another system it is'
	],
	[/^svelte-toolbelt$/, 'MIT', 'its LICENSE file']
];
/** What makes the pages, and is not in them. */
const BUILDERS = new Set([
	'vite',
	'@sveltejs/vite-plugin-svelte',
	'@sveltejs/adapter-node',
	'typescript',
	'node'
]);

const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
	readonly packages: Readonly<Record<string, Locked>>;
};

const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '');

/** What Node would find from there, by the rules by which it looks. */
function found(name: string, from: string): string | null {
	for (let at = from; ; at = at.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
		const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
		if (place in packages) return place;
		if (at === '') return null;
	}
}

/** Everything that is reached from what runs. */
function running(): Set<string> {
	const reached = new Set<string>();
	const waiting = Object.keys(packages['']?.dependencies ?? {})
		.filter((name) => !BUILDERS.has(name))
		.map((name) => found(name, ''));
	for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
		if (place === null || reached.has(place) || BUILDERS.has(nameOf(place))) continue;
		reached.add(place);
		for (const name of Object.keys(packages[place]?.dependencies ?? {})) waiting.push(found(name, place));
	}
	return reached;
}

/** @throws when nobody says what a package may be used under */
export function licensed(): Licensed[] {
	const runs = running();
	return Object.entries(packages)
		.filter(([place, { extraneous }]) => place !== '' && extraneous !== true)
		.map(([place, { version = '', license }]) => {
			const name = nameOf(place);
			const licence = license ?? SAID_ELSEWHERE.find(([pattern]) => pattern.test(name))?.[1];
			if (licence === undefined) throw new Error(`nobody says under which licence ${name} is`);
			return { place, name, version, licence, runs: runs.has(place) };
		})
		.sort((a, b) => (a.name + a.version + a.place < b.name + b.version + b.place ? -1 : 1));
}

/** As it lies in the package, without what tells two copies of one text apart only by their line ends. */
function textOf({ place }: Licensed): string {
	const folder = path.join(ROOT, place);
	if (!existsSync(folder)) return '';
	return readdirSync(folder)
		.filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
		.sort()
		.map((name) => readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
		.join('\n\n');
}

const RULE = '-'.repeat(80);

/** The whole file. The mark at its front tells browsers that the letters are UTF-8. */
export function licencesText(): string {
	const all = licensed();
	const line = ({ name, version, licence }: Licensed): string => `${name} ${version}: ${licence}`;
	const lines = (runs: boolean): string =>
		[...new Set(all.filter((one) => one.runs === runs).map(line))].join('\n');
	const texts = new Map<string, string[]>();
	for (const one of all.filter(({ runs }) => runs)) {
		const text = textOf(one);
		if (text !== '') texts.set(text, [...(texts.get(text) ?? []), `${one.name} ${one.version}`]);
	}
	return `\uFEFF${[
		`Minutebook is free software under the GNU Affero General Public License, version 3 or later: its source comes with it, and whoever uses it
over a network may have the source of what they use. It is built on the work of others, under these licences.`,
		`WHAT RUNS, ON THE SERVER OR IN THE BROWSER\n\n${lines(true)}`,
		`WHAT BUILDS AND TESTS IT\n\n${lines(false)}`,
		'THE TEXTS OF THE LICENCES OF WHAT RUNS',
		...[...texts].map(([text, names]) => `${RULE}\n${[...new Set(names)].join(', ')}\n\n${text}`)
	].join('\n\n')}\n`;
}
