/** Who is this, and what may they do: the relay's questions to the records. A port, so that a test can be the answer. */
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import type { Database } from '#server/store/database/database.ts';
import type { DocumentRow } from '#server/store/log/documents.ts';
import type { Reader } from '#server/store/database/reader.ts';
import { mayListen } from '#server/store/boards/rights.ts';
import { sessionCookieName, touchSessions } from '#server/store/accounts/sessions.ts';

export type Pen = 'write' | 'read';

export interface Who {
	readonly person: PersonId;
	readonly name: string;
	readonly sessionId: string;
}

export interface Access {
	/** Name of the cookie with the session's token. */
	readonly cookie: string;
	/** Is not written down as use of the session: {@link touch} is. */
	session(token: string): Promise<Who | null>;
	/** Whether a session still holds; does not count as use. */
	holds(sessionId: string): Promise<boolean>;
	/** Coming in and typing are use of a session. For many at once: after a restart everybody comes. */
	touch(sessionIds: readonly string[]): Promise<void>;
	/** null: there is none of this name. */
	document(name: string): Promise<DocumentRow | null>;
	/** null: a stranger, who is not told that the meeting exists. */
	pen(meeting: MeetingId, person: PersonId): Promise<Pen | null>;
	mayListen(topic: string, person: PersonId): Promise<boolean>;
}

export function storeAccess(db: Database, reader: Reader, origin: string, now: () => Instant): Access {
	return {
		cookie: sessionCookieName(origin),
		session: async (token) => reader.session(token, now()),
		holds: async (sessionId) => reader.holds(sessionId, now()),
		touch: (sessionIds) => touchSessions(db, sessionIds, now()),
		document: async (name) => reader.document(name),
		pen: async (meeting, person) => reader.pen(meeting, person, londonDate(now())),
		mayListen: (topic, person) => mayListen(db, topic, person, londonDate(now()))
	};
}

/** The value of one cookie of a `Cookie` header. */
export function cookieValue(header: string | undefined, name: string): string | null {
	for (const part of header?.split(';') ?? []) {
		const [key = '', ...value] = part.split('=');
		if (key.trim() === name) return value.join('=').trim();
	}
	return null;
}
