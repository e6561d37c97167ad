/** A copy of what the relay needs, with some words of its source exchanged: so the product carries no switch for a bench. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Change {
	readonly file: string;
	readonly from: string;
	readonly to: string;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const NEEDED = ['server', 'src/core', 'src/document', 'migrations', 'tests/support', 'tests/bench'];

/** @param root of the copy; it must not be there yet */
export function alteredCopy(root: string, changes: readonly Change[]): string {
	for (const folder of NEEDED) cpSync(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
	cpSync(path.join(ROOT, 'package.json'), path.join(root, 'package.json'));
	symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
	for (const { file, from, to } of changes) {
		const text = readFileSync(path.join(root, file), 'utf8');
		if (!text.includes(from)) throw new Error(`${file} has changed: nothing there reads "${from}"`);
		writeFileSync(
			path.join(root, file),
			text.replace(from, () => to)
		);
	}
	return root;
}
