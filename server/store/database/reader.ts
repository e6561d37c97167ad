/**
 * What every socket asks of the records when it comes, answered at once: after a restart everybody comes, and an asynchronous
 * question costs ten times what SQLite takes to answer it. On a connection of its own, so that what it reads is committed.
 */
import { connect } from './database.ts';
import { documentReader } from '#server/store/log/documents.ts';
import { penReader } from '#server/store/boards/rights.ts';
import { sessionReader, type SessionReader } from '#server/store/accounts/sessions.ts';

export interface Reader extends SessionReader {
	readonly document: ReturnType<typeof documentReader>;
	readonly pen: ReturnType<typeof penReader>;
	/** Of the signed record of a meeting; 0: there is none. Its text is not read for it. */
	readonly recordBytes: (meeting: string) => number;
	close(): void;
}

export function openReader(dataDir: string): Reader {
	const sqlite = connect(dataDir, 'NORMAL');
	sqlite.pragma('query_only = ON');
	const record = sqlite
		.prepare<[string], number>('SELECT octet_length(canonical) FROM snapshot WHERE meeting_id = ?')
		.pluck();
	return {
		...sessionReader(sqlite),
		document: documentReader(sqlite),
		pen: penReader(sqlite),
		recordBytes: (meeting) => record.get(meeting) ?? 0,
		close: () => void sqlite.close()
	};
}
