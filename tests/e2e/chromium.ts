import { existsSync } from 'node:fs';

/** Debian's Chromium when it is installed, else the one Playwright brought. */
const CHROMIUM = '/usr/bin/chromium';

export const LAUNCH = {
	...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
	args: [
		'--no-sandbox',
		'--disable-gpu',
		'--disable-quic',
		'--no-first-run',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync'
	]
};
