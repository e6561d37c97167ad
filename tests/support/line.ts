/** The network between browsers and a server: a TCP proxy that can stall, cut, and forbid WebSockets. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** `stalled`: what is sent arrives nowhere, in both directions, until the line is through again. */
export type Way = 'through' | 'stalled' | 'no-websockets';

export class Line {
	readonly #server: Server;
	readonly #pairs = new Set<readonly [Socket, Socket]>();
	#way: Way = 'through';

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
		for (const pair of this.#pairs)
			for (const socket of pair) {
				if (way === 'stalled') socket.pause();
				else socket.resume();
			}
	}

	/** Every connection, without a goodbye. */
	cut(): void {
		for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	#join(near: Socket, far: Socket): void {
		const pair = [near, far] as const;
		this.#pairs.add(pair);
		for (const [from, to] of [pair, [far, near] as const]) {
			from.setNoDelay(true);
			from.on('error', () => undefined);
			from.on('close', () => {
				to.destroy();
				this.#pairs.delete(pair);
			});
		}
		near.on('data', (bytes: Buffer) => {
			if (this.#way === 'no-websockets' && /^upgrade: websocket/im.test(bytes.toString('latin1')))
				near.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
			else far.write(bytes);
		});
		far.on('data', (bytes: Buffer) => void near.write(bytes));
		if (this.#way === 'stalled') for (const socket of pair) socket.pause();
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
