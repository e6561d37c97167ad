/**
 * Threat 34: what is installed is what was looked at. Every package of the lock file has its digest, none names a host it has to come
 * from, nothing but Node's own installer may run at installation, versions are exact, and no page fetches from elsewhere.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Locked {
	readonly version?: string;
	readonly integrity?: string;
	readonly resolved?: string;
	readonly link?: boolean;
	readonly hasInstallScript?: boolean;
}
const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
const manifest = JSON.parse(read('package.json')) as {
	readonly license: string;
	readonly allowScripts: Readonly<Record<string, boolean>>;
	readonly dependencies: Readonly<Record<string, string>>;
	readonly devDependencies: Readonly<Record<string, string>>;
};

test('threat 34: every package of the lock file has its digest, those of other systems too', () => {
	expect(packages.length).toBeGreaterThan(300);
	const without = packages.filter(
		([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')
	);
	expect(without.map(([name]) => name)).toEqual([]);
});

test('threat 34: no package of the lock file names a host or a link', () => {
	expect(packages.filter(([, { resolved, link }]) => resolved !== undefined || link === true)).toEqual([]);
	expect(read('package-lock.json')).not.toMatch(/git\+|https?:\/\/[^"]*\.tgz/);
});

test('threat 34: versions are exact, and one package alone may run something at installation', () => {
	const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
	expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
	expect(manifest.allowScripts).toEqual({ node: true });
});

test('threat 34: a page fetches nothing from elsewhere', () => {
	const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.(svelte|html|css)$/.test(entry.name))
		.map((entry) => path.join(entry.parentPath, entry.name));
	const loading = /(?:src=|srcset=|@import |url\(|<link[^>]*href=)["'(]?(?:https?:)?\/\//;
	expect(sources.filter((file) => loading.test(readFileSync(file, 'utf8')))).toEqual([]);
});

test('the licence the package names is the one that lies there, whole', () => {
	expect(manifest.license).toBe('AGPL-3.0-or-later');
	const text = read('LICENSE');
	expect(text).toMatch(/^\s+GNU AFFERO GENERAL PUBLIC LICENSE\n\s+Version 3, 19 November 2007/);
	expect(text).toContain('13. Remote Network Interaction; Use with the GNU General Public License.');
	expect(text.length).toBe(34523);
});
