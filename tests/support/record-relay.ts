/** The relay over real records: who comes in, and with which pen, is what memberships and sessions say. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Shape } from '#core/wire/content-rules.ts';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { storeAccess } from '#server/relay/access.ts';
import { startRelay } from '#server/relay/relay.ts';
import { openReader } from '#server/store/database/reader.ts';
import { createSession, sessionCookieName } from '#server/store/accounts/sessions.ts';
import { RawClient } from './relay-clients.ts';
import { ORIGIN } from './relay.ts';
import type { World } from './signed-meeting.ts';

export interface RecordRelay {
	/** A raw socket of somebody with a session of their own. */
	comeIn(person: PersonId, meeting: MeetingId): Promise<RawClient>;
	close(): Promise<void>;
}

/** @param shape what its documents can hold @param limits as in RELAY_LIMITS */
export async function openRecordRelay(world: World, shape: Shape, limits: object = {}): Promise<RecordRelay> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const quiet = () => undefined;
	const reader = openReader(world.dataDir);
	const relay = startRelay({
		server,
		dataDir: world.dataDir,
		db: world.db,
		origin: ORIGIN,
		access: storeAccess(world.db, reader, ORIGIN, world.deps.now),
		now: world.deps.now,
		log: { info: quiet, warn: quiet, error: quiet },
		demo: false,
		shape,
		newest: SCHEMA_VERSION,
		limits
	});
	const clients: RawClient[] = [];
	return {
		async comeIn(person, meeting) {
			const token = await createSession(world.db, person, world.deps.now());
			const client = new RawClient(
				`ws://127.0.0.1:${port}${COLLAB_PATH}${documentName(meeting)}?caps=ack,notice`,
				null,
				{ Cookie: `${sessionCookieName(ORIGIN)}=${token}` }
			);
			clients.push(client);
			return client;
		},
		async close() {
			for (const client of clients) client.close();
			await relay.stop();
			await new Promise((resolve) => server.close(resolve));
			reader.close();
		}
	};
}
