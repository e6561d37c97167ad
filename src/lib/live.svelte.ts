import { invalidateAll } from '$app/navigation';
import { LIVE_PATH } from '#core/wire/wire.ts';

/** What this tab has last heard of each topic: who stops listening and begins again has missed nothing unnoticed. */
const heard = new Map<string, string>();

/**
 * Listens to a topic for as long as the page stands: when somebody changes what it shows, its data is asked for again.
 * A socket and no event stream, because browsers open at most six streams to a host and a person has many tabs.
 * Call it in a component's `$effect`; it returns the way to stop.
 */
export function listen(topic: string, onChange: () => void = () => void invalidateAll()): () => void {
	let socket: WebSocket | null = null;
	let stopped = false;
	let version = heard.get(topic);
	let wait = 250;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const connect = () => {
		const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
		socket = new WebSocket(`${scheme}//${location.host}${LIVE_PATH}${topic}`);
		socket.onmessage = ({ data }) => {
			wait = 250;
			const news = String(data);
			// The first word after a reconnect tells whether something was missed meanwhile.
			if (version !== undefined && version !== news) onChange();
			version = news;
			heard.set(topic, news);
		};
		socket.onclose = ({ code }) => {
			if (stopped || (code >= 4400 && code < 4500)) return;
			timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
			wait = Math.min(wait * 2, 10_000);
		};
	};
	connect();
	return () => {
		stopped = true;
		clearTimeout(timer);
		socket?.close();
	};
}
