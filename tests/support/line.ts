/** The network between browsers and a server: a TCP proxy that can stall, cut, end, and forbid WebSockets, for all or for one browser. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * `stalled`: what is sent arrives nowhere, in both directions, until the line is through again. `gone`: there is no
 * network.
 */
export type Way = 'through' | 'stalled' | 'no-websockets' | 'gone';

interface Pair {
	readonly near: Socket;
	readonly far: Socket;
	/** The first that came from the browser: headers, with its session. */
	said: string;
}

export class Line {
	readonly #server: Server;
	readonly #pairs = new Set<Pair>();
	#way: Way = 'through';
	/** By letters of the session. */
	readonly #ways = new Map<string, Way>();

	private constructor(server: Server) {
		this.#server = server;
	}

	/** @param target port of the server, which may start later */
	static async open(target: number): Promise<Line> {
		const server = createServer();
		const line = new Line(server);
		server.on('connection', (near) => line.#join(near, connect(target, '127.0.0.1')));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return line;
	}

	get origin(): string {
		return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
	}

	set way(way: Way) {
		this.#way = way;
		for (const pair of this.#pairs) this.#lay(pair);
	}

	/** The way of one browser, which signs in with these letters; undefined: that of all. */
	setWayOf(session: string, way: Way | undefined): void {
		if (way === undefined) this.#ways.delete(session);
		else this.#ways.set(session, way);
		for (const pair of this.#pairs) this.#lay(pair);
	}

	/** Through again, for everybody, as it was opened. */
	mend(): void {
		this.#ways.clear();
		this.way = 'through';
	}

	/** Every connection (of one browser), without a goodbye. */
	cut(session = ''): void {
		for (const { near, far, said } of this.#pairs)
			if (said.includes(session)) for (const socket of [near, far]) socket.destroy();
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	#wayOf({ said }: Pair): Way {
		for (const [session, way] of this.#ways) if (said.includes(session)) return way;
		return this.#way;
	}

	#lay(pair: Pair): void {
		const way = this.#wayOf(pair);
		for (const socket of [pair.near, pair.far]) {
			if (way === 'gone') socket.destroy();
			else if (way === 'stalled') socket.pause();
			else socket.resume();
		}
	}

	#join(near: Socket, far: Socket): void {
		const pair: Pair = { near, far, said: '' };
		this.#pairs.add(pair);
		for (const [from, to] of [
			[near, far],
			[far, near]
		] as const) {
			from.setNoDelay(true);
			from.on('error', () => undefined);
			from.on('close', () => {
				to.destroy();
				this.#pairs.delete(pair);
			});
		}
		near.on('data', (bytes: Buffer) => {
			const isFirst = pair.said === '';
			if (isFirst) pair.said = bytes.toString('latin1');
			const way = this.#wayOf(pair);
			if (way === 'gone') near.destroy();
			else if (way === 'no-websockets' && /^upgrade: websocket/im.test(bytes.toString('latin1')))
				near.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
			else far.write(bytes);
			// Whose it is has only now been said.
			if (isFirst && way === 'stalled') this.#lay(pair);
		});
		far.on('data', (bytes: Buffer) => void near.write(bytes));
		this.#lay(pair);
	}
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise<void>((resolve) => server.close(() => resolve()));
	return port;
}
