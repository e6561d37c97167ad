/** A board whose letters go out over real SMTP, to a server that keeps them. */
import { startCourier } from '#server/mail/courier.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { newWorld, type World } from './signed-meeting.ts';

export interface MailWorld {
	readonly world: World;
	/** What arrived. */
	readonly server: MailServer;
	close(): Promise<void>;
}

export async function mailWorld(): Promise<MailWorld> {
	const world = await newWorld();
	const server = await startMailServer();
	const courier = startCourier({
		db: world.db,
		smtpUrl: server.url,
		mailFrom: 'minutes@harbour.example',
		now: world.deps.now,
		log: () => undefined,
		pollMs: 5
	});
	return {
		world,
		server,
		async close() {
			await courier.stop();
			await server.stop();
			await world.close();
		}
	};
}
