/** How long an answer a field expects, in characters; its width says so. Each has its rule in TextField.svelte. */
export type Chars = 4 | 8 | 10 | 12 | 14;
