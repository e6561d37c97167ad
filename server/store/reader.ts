/**
 * What every socket asks of the records when it comes, answered at once: after a restart everybody comes, and an asynchronous
 * question costs ten times what SQLite takes to answer it. On a connection of its own, so that what it reads is committed.
 */
import { connect } from './database.ts';
import { documentReader } from './documents.ts';
import { penReader } from './rights.ts';
import { sessionReader, type SessionReader } from './sessions.ts';

export interface Reader extends SessionReader {
	readonly document: ReturnType<typeof documentReader>;
	readonly pen: ReturnType<typeof penReader>;
	close(): void;
}

export function openReader(dataDir: string): Reader {
	const sqlite = connect(dataDir, 'NORMAL');
	sqlite.pragma('query_only = ON');
	return {
		...sessionReader(sqlite),
		document: documentReader(sqlite),
		pen: penReader(sqlite),
		close: () => void sqlite.close()
	};
}
