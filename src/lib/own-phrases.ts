/**
 * One's own abbreviations are changed on the account page, often while a meeting stands open in another tab of the same
 * browser: that tab is told without the server, since nobody else has to know.
 */
const CHANNEL = 'minutebook-own-phrases';

export function tellPhrases(): void {
	const channel = new BroadcastChannel(CHANNEL);
	channel.postMessage('changed');
	channel.close();
}

/** @returns the way to stop */
export function hearPhrases(onChange: () => void): () => void {
	const channel = new BroadcastChannel(CHANNEL);
	channel.onmessage = onChange;
	return () => channel.close();
}
