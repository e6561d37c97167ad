import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ out: 'build' }),
		// A page that the service worker keeps is shown under other addresses than its own.
		paths: { relative: false },
		// When the page has come to rest (lib/offline/worker.ts), not while somebody waits for it.
		serviceWorker: { register: false },
		/*
		 * Scripts and styles only as files of ours or with the nonce of this one answer. No attributes of style but one: what is computed
		 * (the place of a thread, the room below a line, menus) Svelte, ProseMirror and bits-ui set through the CSSOM, which no
		 * policy has to allow. src/core/wire/headers.ts names the host of the sockets and says what all other answers say.
		 */
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src': ['self'],
				// One attribute, to the letter: SvelteKit hides its announcer of new pages by it.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'worker-src': ['self'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none'],
				'require-trusted-types-for': ['script'],
				// Svelte's templates, which are code of ours; ProseMirror's reading of what is pasted; src/lib/trusted.ts.
				'trusted-types': ['svelte-trusted-html', 'ProseMirrorClipboard', 'minutebook']
			}
		}
	}
};
