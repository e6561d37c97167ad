/**
 * The wire between browser and relay, one truth for both ends. Messages 0 to 3 are y-websocket's, byte for byte;
 * 110 and above are Minutebook's and go only to a client that asked for them in the URL:
 * `?v=1&caps=ack,notice,roster,reach&schema=<version the editor knows>`. The rules stand in server/relay/SPEC.md.
 */

/** The path of a document on the relay is this, then its name: `/collab/meeting/<id>/open`, or `…/open/2` of a later epoch. */
export const COLLAB_PATH = '/collab/';
/** A page that shows a topic (`board/<id>`, `meeting/<id>`, `mailbox`) listens at this, then the topic; each change is one text frame: the topic's new version in decimal. */
export const LIVE_PATH = '/live/';

/** @param epoch from 1; each later one stands in the place of the one before it, see server/store/log/epochs.ts */
export const documentName = (meeting: string, epoch = 1): string =>
	epoch === 1 ? `meeting/${meeting}/open` : `meeting/${meeting}/open/${epoch}`;

export const Message = {
	Sync: 0,
	Awareness: 1,
	Auth: 2,
	QueryAwareness: 3,
	/** varuint count, uint8 level (2: on disk), varuint position: the first `count` sync frames (step 2, update) of this connection are on disk. */
	Ack: 110,
	/** varuint index, uint8 {@link Refused}, varstring: sync frame `index` (from 0) was refused and changed nothing. */
	Nack: 111,
	/** varstring, JSON of {@link RosterWord}[]: which Yjs client is whom, by the server's word. */
	Roster: 112,
	/** uint8 {@link Notice}: something about this connection changed. */
	Notice: 113,
	/** varuint count, varuint people: the first `count` sync frames of this connection have reached so many other people. */
	Reached: 114
} as const;

export const Refused = {
	ReadOnly: 1,
	TooLarge: 2,
	Malformed: 3,
	StorageFull: 4,
	OldEditor: 5,
	TooFast: 6,
	Signed: 7,
	/** The copy has words of others that the server has not, and their authors have not brought them back. */
	Ahead: 8
} as const;
export const Notice = { Restarting: 1, ReadOnly: 2, Writable: 3, Signed: 4 } as const;

export interface RosterWord {
	readonly client: number;
	readonly person: string;
	readonly name: string;
	readonly mayWrite: boolean;
}

/** 4400 to 4499 are final for that client (y-websocket stops reconnecting); all others are tried again. */
export const Close = {
	Restarting: 1012,
	Overloaded: 1013,
	Malformed: 4400,
	SignedOut: 4401,
	NoRight: 4403,
	Gone: 4404,
	/** [R42] Begin anew with the text of the server: this copy has words of others that it has lost. */
	Ahead: 4409,
	TooLarge: 4413,
	/** The text was set right, in this document or in a later epoch: what this client holds must not be merged into it. Load it anew. */
	Replaced: 4424,
	/** The meeting was signed: read the record instead. */
	Signed: 4423,
	OldEditor: 4426,
	/** Rights changed: connect again and be judged anew. */
	NewRights: 4503,
	TooSlow: 4508
} as const;
