/**
 * [P16] Where Chromium asks for Trusted Types (svelte.config.js), strings become neither markup nor the address of a script. These are the
 * two that do, each for one use.
 */
interface Policy {
	createHTML(text: string): string;
	createScriptURL(address: string): string;
}
interface TrustedTypes {
	createPolicy(name: string, rules: Policy): Policy;
}

const WORKER = '/service-worker.js';

const rules: Policy = {
	// Read by linesOfHtml alone, in a document of its own that runs, loads and shows nothing.
	createHTML: (text) => text,
	createScriptURL(address) {
		if (address !== WORKER) throw new TypeError('There is one worker.');
		return address;
	}
};

const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = types?.createPolicy('minutebook', rules) ?? rules;

/**
 * Without the styles and handlers of its tags, which mean nothing to us: Chromium would stop each, and report it, though
 * the document they stand in is never shown.
 */
export const undressed = (html: string): string =>
	html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/(["'\s/])(style|on[a-z]+)(\s*=)/gi, '$1data-$2$3'));

/** What was pasted, to be read as a document that stands nowhere. */
export const inert = (html: string): Document =>
	new DOMParser().parseFromString(policy.createHTML(undressed(html)), 'text/html');

export const workerAddress = (): string => policy.createScriptURL(WORKER);
