/** Long below the half hour after which an unused session ends. */
const EVERY_MS = 5 * 60_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Reading is use, too: who follows a long meeting without typing a word is not signed out in the middle of it. Signs of
 * a person count, and are told at most every five minutes; a page left alone says nothing.
 * @returns the way to stop
 */
export function staySignedIn(now: () => number = Date.now): () => void {
	let last = now();
	const notice = () => {
		if (now() - last < EVERY_MS) return;
		last = now();
		fetch('/stay', { redirect: 'manual' }).catch(() => {
			// Not connected: the next sign tries again.
			last = now() - EVERY_MS;
		});
	};
	for (const sign of SIGNS) addEventListener(sign, notice, { passive: true });
	return () => {
		for (const sign of SIGNS) removeEventListener(sign, notice);
	};
}
