#!/usr/bin/env node
// Plain JavaScript, so that a Node too old to read TypeScript can still say what is wrong.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
	console.error(
		`Minutebook needs Node 22.18 or later, this is ${process.versions.node}. After "npm ci", start it through npm (npm run demo, npm start, npx minutebook …): npm brings the right Node.`
	);
	process.exit(1);
}
await import('./cli.ts');
