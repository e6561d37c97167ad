/**
 * One open document: its state in memory, which never holds what is not in the log, and everybody who is on it. Long,
 * because joining, turning and leaving all move the same few fields.
 */
import * as Y from 'yjs';
import type { Shape } from '#core/wire/content-rules.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import { Close, Notice, Refused } from '#core/wire/wire.ts';
import type { DocumentRow } from '#server/store/log/documents.ts';
import type { StoredText } from '#server/store/log/folds.ts';
import { Ahead } from '#server/relay/update/ahead.ts';
import { brings } from '#server/relay/update/aside.ts';
import type { Connection, Surroundings } from '#server/relay/socket/connection.ts';
import {
	awarenessFrame,
	rosterFrame,
	answerFrame,
	updateFrame,
	vectorFrame,
	type AwarenessEntry,
	type InboundUpdate
} from '#server/relay/socket/frames.ts';
import { framed, framedTogether } from '#server/relay/socket/write-frames.ts';
import { Admission } from '#server/relay/update/admit.ts';
import { ClientOwners } from './client-owners.ts';
import { Positions } from '#server/relay/update/positions.ts';
import { turnDue } from './turn-schedule.ts';
import { Presence } from './presence.ts';
import { Delivery } from './delivery.ts';
import { Size } from '#server/relay/update/size.ts';
import { spliced, type Said } from '#server/relay/update/splice.ts';
import { Text, type Answer } from './text.ts';
import { losesMuch } from '#server/relay/update/large-deletion.ts';
import type { UpdateContent } from '#server/relay/update/update.ts';

const framesOf = ({ step2, updates }: Answer): Buffer =>
	framedTogether([answerFrame(step2), ...updates.map(updateFrame)]);

/** A frame between its arrival and its acknowledgement. */
export interface Pending {
	readonly from: Connection;
	/** Which of the connection's counted frames, from 0. */
	readonly index: number;
	readonly update: Uint8Array;
	readonly content: UpdateContent;
	/** The answer to a step 1, which may repeat what is here. */
	readonly handshake: boolean;
	/** Changes nothing: not logged, but acknowledged only with what it repeats. */
	readonly known: boolean;
	/** [R52] All of the text as it stands, to be kept first. */
	readonly before?: Uint8Array;
	/** [R70] It may say what only an editor of this schema understands, and is the first that does. */
	readonly needs?: number;
}

/** What a room asks of the house. */
export interface RoomHost {
	/** Something waits: take a turn soon. */
	schedule(room: Room): void;
	report(error: unknown, room: Room): void;
	/** What may not have reached somebody who had heard everything up to a position; null: it cannot be said. */
	missed(room: Room, position: number): readonly Uint8Array[] | null;
	/** Its memory cannot be trusted any more: the next one to come gets a new room, read from the log. */
	discard(room: Room): void;
	/** [R42] Somebody's copy has what others wrote and is not here. */
	ahead(from: Connection, clients: readonly number[]): void;
	/** [R52] One change took much of the text away; what was there is kept. */
	lost(room: Room): void;
	/** Bytes of its log and its fold. */
	stored(document: DocumentRow): number;
	/** [R44] What a document may hold of those. */
	readonly maxBytes: number;
	/** [R93] Shown of it. */
	readonly maxCharacters: number;
	/** [R41] Yjs clients that one connection may bring in. */
	readonly maxClients: number;
	/** [R82] What the document can hold. */
	readonly shape: Shape;
}

/** What is known of a text beside its bytes. */
export interface Opened {
	/** The text, where it has been made already. */
	readonly doc: Y.Doc | null;
	/** [R89] What was set aside of it, and does not come back. */
	readonly aside: readonly UpdateContent[];
	/** How many frames that is, those among them that are no updates. */
	readonly asideFrames: number;
}

const AS_IT_LIES: Opened = { doc: null, aside: [], asideFrames: 0 };

/** One message on its way out, for everybody but one. */
interface Outgoing {
	readonly message: Uint8Array;
	readonly except: Connection | null;
	/** Only those that asked for rosters. */
	readonly roster: boolean;
}

/** [R63] Answers to a step 1 that are kept until the text moves: after a restart everybody asks the same. */
const MAX_ANSWERS = 16;

/** [R52] */
const VERSION_REST_MS = 60_000;

const isAuthor = (out: readonly Outgoing[], connection: Connection): boolean =>
	out.some(({ except }) => except === connection);

/** @param author null: of none of it */
const framedFor = (out: readonly Outgoing[], roster: boolean, author: Connection | null): Buffer =>
	framedTogether(
		out
			.filter((one) => (roster || !one.roster) && (author === null || one.except !== author))
			.map(({ message }) => message)
	);

const FULL = 'these minutes have grown as large as they may';
const ASIDE = 'this was set aside: reload the page';
const RIGHTED = 'the text was set right: reload the page';
const OLDER = 'reload: this editor is older than the text';

/** [R22] Time for the page to say that the meeting was signed, and for typing under way to be refused by name. */
const LINGER_MS = 1000;

export class Room implements Surroundings {
	readonly document: DocumentRow;
	readonly connections = new Set<Connection>();
	/** The meeting is signed: nothing is written here any more. */
	signed: boolean;
	/** [R71] The schema of the text, and of what was let through and is not yet logged. */
	#needs: number;
	#willNeed: number;
	readonly #host: RoomHost;
	readonly #text: Text;
	/** [R41] Whose the Yjs clients of this document are. */
	readonly owners = new ClientOwners();
	readonly #presence = new Presence<Connection>(this.owners);
	readonly #positions: Positions;
	readonly #delivery = new Delivery<Connection>();
	readonly #size: Size;
	readonly #admission: Admission<Connection>;
	/** [R42] Whose copies have words of others that are not here. */
	readonly #ahead: Ahead<Connection>;
	#pending: Pending[] = [];
	/** [R61] Frames in the last turn. */
	#company = 0;
	#out: Outgoing[] = [];
	/** By the vector that asked. */
	readonly #answers = new Map<string, Buffer>();
	#news = new Map<number, { readonly entry: AwarenessEntry; readonly from: Connection | null }>();
	#rosterMoved = false;
	/** Otherwise what waits to be told is who came and who went. */
	#caretsMoved = false;
	/** What a newcomer is told of the others, as of some moment since the last {@link flush}: the next tells the rest. */
	#shown: { readonly roster: Buffer; readonly carets: Buffer | null } | null = null;
	#farewell: NodeJS.Timeout | null = null;
	#lastVersion = -Infinity;
	/** Of the last frame that went through here, in the log. */
	#position = 0;
	/** [R89] */
	readonly #aside: readonly UpdateContent[];
	/** [R88] So many frames of it are known to be set aside. */
	readonly asideFrames: number;
	/** Something threw: what is in memory is worth nothing. */
	#broken = false;

	/** @param stored what is on disk of the document */
	constructor(
		document: DocumentRow,
		stored: StoredText,
		signed: boolean,
		host: RoomHost,
		{ doc, aside, asideFrames }: Opened = AS_IT_LIES
	) {
		this.#aside = aside;
		this.asideFrames = asideFrames;
		this.document = document;
		this.signed = signed;
		this.#needs = this.#willNeed = document.schema;
		this.#host = host;
		this.#size = new Size(host.maxCharacters);
		this.#text = new Text(
			stored,
			{
				report: (error) => this.#giveUp(error),
				onMoved: () => this.#answers.clear(),
				onTaken: () => this.#positions.applied()
			},
			doc
		);
		this.#positions = new Positions(() => this.#text.lagging, host.shape);
		this.#admission = this.#admissionBy();
		this.#ahead = new Ahead({
			clock: (client) => this.#text.clock(client),
			vector: () => this.#text.vector,
			tell: (from, clients) => this.#host.ahead(from, clients)
		});
	}

	#admissionBy(): Admission<Connection> {
		const text = this.#text;
		const host = this.#host;
		const { document } = this;
		return new Admission<Connection>(
			{
				get bytes() {
					return host.stored(document);
				},
				misplaced: (content) => this.#positions.refuse(content),
				clock: (client) => text.clock(client),
				holder: (client) => this.#presence.holder(client)
			},
			this.owners,
			this.#host
		);
	}

	/** Asking for it builds it, which may cost more than anything else here. */
	get doc(): Y.Doc {
		return this.#text.doc;
	}

	get meeting(): MeetingId {
		return this.document.meeting;
	}

	/**
	 * [R61] When what waits should have its turn.
	 * @param last when the last one was; both on the same clock
	 * @param load share of the time in which the loop is at work
	 */
	due(now: number, last: number, load: number): number {
		return turnDue({
			connections: this.connections.size,
			what: this.#waits(),
			load,
			company: this.#company,
			now,
			lastTurn: last
		});
	}

	#waits(): 'text' | 'carets' | 'people' {
		if (this.#pending.some(({ known }) => !known)) return 'text';
		// What changes nothing waits for its acknowledgement only.
		return this.#caretsMoved || this.hasPending ? 'carets' : 'people';
	}

	get isIdle(): boolean {
		return this.connections.size === 0 && this.#pending.length === 0 && this.#farewell === null;
	}

	join(connection: Connection): void {
		this.connections.add(connection);
		if (this.signed) connection.notify(Notice.Signed);
		else connection.notify(connection.mayWrite ? Notice.Writable : Notice.ReadOnly);
		connection.send(vectorFrame(this.#text.vector));
		if (connection.wantsRoster) connection.enqueue(this.#shows().roster);
		this.show(connection);
	}

	/** @param wasCut without a goodbye: it may be back in a moment */
	leave(connection: Connection, wasCut: boolean): void {
		if (!this.connections.delete(connection)) return;
		this.#delivery.left(connection);
		this.#ahead.left(connection);
		if (wasCut) return this.#presence.cut(connection);
		for (const entry of this.#presence.leave(connection)) this.#tell(entry, connection);
		this.#moveRoster();
	}

	/** [R45] Every second or so: whoever was cut and did not come back has left. */
	expire(now: number, graceMs: number): void {
		const left = this.#presence.expire(now, graceMs);
		for (const entry of left) this.#tell(entry, null);
		if (left.length > 0) this.#moveRoster();
		this.#ahead.look(now);
	}

	/** [R81] Its first `count` counted frames are in the log, the last of them at `position`. */
	wrote(writer: Connection, count: number, position: number): void {
		this.#position = position;
		this.#delivery.wrote(writer, count, position);
	}

	/** [R81] Every second or so, between turns: all that is in the log has been sent. */
	askReached(): void {
		this.#delivery.ask(this.connections, this.#position);
	}

	reached(connection: Connection, position: number): void {
		this.#delivery.answered(connection, position);
	}

	/** [R30] [R31] [R63] What the owner of a state vector lacks. */
	answer(connection: Connection, vector: Uint8Array): void {
		const since = connection.takeSince();
		const missed = since === null ? null : this.#host.missed(this, since);
		const tail = missed && this.#text.tail(vector, missed);
		if (tail) return connection.answer(framesOf(tail));
		const key = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('latin1');
		let answer = this.#answers.get(key);
		if (answer === undefined) {
			answer = framesOf(this.#text.answer(vector));
			if (this.#answers.size >= MAX_ANSWERS) this.#answers.clear();
			this.#answers.set(key, answer);
		}
		connection.answer(answer);
	}

	get vector(): Uint8Array {
		return this.#text.vector;
	}

	/** [R46] */
	missed(connection: Connection, vector: Uint8Array, isQuestion: boolean): Buffer {
		const { step2, updates } = this.#text.answer(vector);
		const frames = [isQuestion ? answerFrame(step2) : updateFrame(step2), ...updates.map(updateFrame)];
		if (connection.wantsRoster) frames.push(rosterFrame(this.#presence.roster()));
		// Those who have gone, too: it has not heard that they have.
		frames.push(awarenessFrame(this.#presence.everybody()));
		return framedTogether(frames);
	}

	/** Everybody who is here, to one. */
	show(connection: Connection): void {
		const { carets } = this.#shows();
		if (carets) connection.enqueue(carets);
	}

	/** Made once for all who come between two turns. Both at once: no caret without its name. */
	#shows(): { readonly roster: Buffer; readonly carets: Buffer | null } {
		const entries = this.#shown ? [] : this.#presence.all();
		return (this.#shown ??= {
			roster: framed(rosterFrame(this.#presence.roster())),
			carets: entries.length > 0 ? framed(awarenessFrame(entries)) : null
		});
	}

	/** @returns whether it was news */
	hear(connection: Connection, entries: readonly AwarenessEntry[]): boolean {
		const heard = this.#presence.hear(connection, entries);
		if (heard.correction.length > 0) connection.send(awarenessFrame(heard.correction));
		if (heard.introduced) this.#moveRoster();
		else if (heard.news.length > 0) this.#caretsMoved = true;
		for (const entry of heard.news) this.#tell(entry, connection);
		if (heard.malformed) connection.close(Close.Malformed, 'awareness state is not JSON');
		return heard.news.length > 0;
	}

	/**
	 * [R10] [R12] A counted frame: refused by name, or waiting for the next turn.
	 * @returns false: what was said in it is still to be said
	 */
	take(connection: Connection, index: number, { update, handshake, content }: InboundUpdate): boolean {
		const known = handshake && this.#text.contains(content);
		if (known && !connection.wantsAck) return true;
		const barred = known ? null : this.#bars(connection, update.length, content);
		if (barred !== null) {
			connection.refuse(index, ...barred);
			// Nobody is closed for what a reader's editor repairs; what it shows of others must be what they wrote.
			const foreign = handshake ? this.#admission.foreignIn(connection, content.structs) : null;
			if (foreign && !this.signed) this.#ahead.reads(connection, index, foreign);
			return true;
		}
		if (!known && this.#aside.some((other) => brings(content, other))) {
			this.#turnBack(connection, index, handshake);
			return true;
		}
		if (!known) {
			const verdict = this.#admission.judge(connection, content, update.length, handshake);
			if (verdict.kind === 'missing') {
				connection.askAgain(index, this.#text.vector);
				return false;
			}
			if (verdict.kind === 'ahead') {
				this.#ahead.says(connection, index, verdict.clients);
				return false;
			}
			if (verdict.kind === 'refuse') {
				if (verdict.waits && this.#ahead.waits(connection, index)) return false;
				connection.refuse(index, verdict.code, verdict.why);
				if (verdict.forged) connection.close(Close.Malformed, verdict.why);
				return true;
			}
			for (const client of content.structs.keys())
				if (this.owners.of(client) === connection.person && this.#presence.typed(connection, client))
					this.#moveRoster();
		}
		const before = known ? null : this.#beforeLoss(content);
		const needs = !known && connection.schema > this.#willNeed ? connection.schema : null;
		if (needs !== null) this.#willNeed = needs;
		this.#push({
			from: connection,
			index,
			update,
			content,
			handshake,
			known,
			...(before && { before }),
			...(needs && { needs })
		});
		return true;
	}

	#bars(
		connection: Connection,
		size: number,
		content: UpdateContent
	): readonly [code: number, why: string] | null {
		if (this.signed) return [Refused.Signed, 'the meeting is signed'];
		if (!connection.mayWrite) return [Refused.ReadOnly, 'read only'];
		if (connection.isTooOldFor(this.#willNeed)) return [Refused.OldEditor, OLDER];
		return this.#hasRoom(size, content) ? null : [Refused.TooLarge, FULL];
	}

	/** [R93] */
	#hasRoom(length: number, content: UpdateContent): boolean {
		const bytes = this.#host.stored(this.document);
		const text = { bytes, clock: (client: number) => this.#text.clock(client), ask: () => this.doc };
		return this.#size.takes({ length, content }, text, performance.now());
	}

	/** [R89] An honest page has it in its copy and cannot know: it is told to load the text anew. */
	#turnBack(connection: Connection, index: number, handshake: boolean): void {
		if (handshake) return connection.close(Close.Replaced, RIGHTED);
		connection.refuse(index, Refused.Malformed, ASIDE);
		connection.close(Close.Malformed, ASIDE);
	}

	/** [R52] At most one a minute: the log has what came between. */
	#beforeLoss({ deletes, deleted }: UpdateContent): Uint8Array | null {
		if (!losesMuch(() => this.doc, deletes, deleted)) return null;
		const now = performance.now();
		if (now - this.#lastVersion < VERSION_REST_MS) return null;
		this.#lastVersion = now;
		this.#host.lost(this);
		return Y.encodeStateAsUpdate(this.doc);
	}

	#push(frame: Pending): void {
		this.#pending.push(frame);
		this.#host.schedule(this);
	}

	takePending(): Pending[] {
		// Their authors have them, and come back.
		if (this.#broken) return [];
		const pending = this.#pending;
		this.#pending = [];
		this.#company = pending.length;
		return pending;
	}

	/** The log was busy: they are the next again. */
	putBack(frames: readonly Pending[]): void {
		this.#pending = [...frames, ...this.#pending];
	}

	/** The log had no room for what was taken. */
	turnedAway(): void {
		if (this.hasPending) return;
		this.#admission.settled();
		this.#text.catchUp();
		this.#positions.dropped();
		this.#willNeed = this.#needs;
	}

	/** [R71] What older editors would not understand is in the log: they go before they hear of it. */
	#raise(needs: number): void {
		if (needs <= this.#needs) return;
		this.#needs = needs;
		for (const connection of [...this.connections])
			if (connection.isTooOldFor(needs)) connection.close(Close.OldEditor, OLDER);
	}

	/** [R5] The schema that an editor must know to be shown the text. */
	get needs(): number {
		return this.#needs;
	}

	get hasPending(): boolean {
		return this.#pending.length > 0;
	}

	report(error: unknown): void {
		this.#host.report(error, this);
	}

	/** What is in the log now goes into memory, and out to everybody with the next {@link flush}, in one frame. */
	apply(frames: readonly Pending[]): void {
		for (const { needs } of frames) if (needs !== undefined) this.#raise(needs);
		if (this.#broken) return;
		try {
			this.#applyLogged(frames);
		} catch (error) {
			this.#giveUp(error);
		}
	}

	/** [R88] Whoever comes next opens it from the log, where what threw is found. */
	#giveUp(error: unknown): void {
		if (this.#broken) return;
		this.#broken = true;
		this.report(error);
		this.#host.discard(this);
		// Not while somebody here is being served.
		setImmediate(() => this.#sendAway(Close.Overloaded, 'reopen'));
	}

	/** [R89] [R90] What those who are here hold is not the text any more. */
	replace(): void {
		this.#broken = true;
		this.#host.discard(this);
		this.#sendAway(Close.Replaced, RIGHTED);
	}

	#sendAway(code: number, reason: string): void {
		for (const connection of [...this.connections]) connection.close(code, reason);
	}

	#applyLogged(frames: readonly Pending[]): void {
		const fresh = frames.filter((frame) => !frame.known);
		const first = fresh[0];
		if (first === undefined) return;
		const said: Said[] = [];
		for (const { update, content, handshake } of fresh)
			if (handshake) for (const news of this.#text.take(update)) said.push({ update: news, content: null });
			else {
				this.#text.put(update, content);
				said.push({ update, content });
			}
		if (!this.hasPending) this.#admission.settled();
		// Its own bytes need not go back to the only author.
		const author = fresh.every(({ from }) => from === first.from) ? first.from : null;
		for (const update of spliced(said)) this.#queue(updateFrame(update), author);
	}

	/**
	 * [R60] Everything that this turn has for the people here, in one write each. Text before carets, because a caret is a
	 * place in it; roster before carets, so that a caret never stands there without its name.
	 */
	flush(): void {
		this.#announce();
		if (this.#out.length === 0) return;
		const out = this.#out;
		this.#out = [];
		const hasRoster = out.some(({ roster }) => roster);
		let whole: Buffer | null = null;
		let rosterless: Buffer | null = null;
		for (const connection of this.connections) {
			const roster = hasRoster && connection.wantsRoster;
			let frames: Buffer;
			if (isAuthor(out, connection)) frames = framedFor(out, roster, connection);
			else if (roster) frames = whole ??= framedFor(out, true, null);
			else frames = rosterless ??= framedFor(out, false, null);
			if (frames.length > 0) connection.write(frames);
		}
	}

	get #rosterIsWanted(): boolean {
		for (const { wantsRoster } of this.connections) if (wantsRoster) return true;
		return false;
	}

	#announce(): void {
		if (this.#rosterMoved || this.#news.size > 0) this.#shown = null;
		if (this.#rosterMoved) {
			this.#rosterMoved = false;
			if (this.#rosterIsWanted) this.#queue(rosterFrame(this.#presence.roster()), null, true);
		}
		this.#caretsMoved = false;
		if (this.#news.size === 0) return;
		const news = [...this.#news.values()];
		this.#news = new Map();
		const from = news[0]?.from;
		const isOnly = from && news.every((piece) => piece.from === from);
		this.#queue(awarenessFrame(news.map(({ entry }) => entry)), isOnly ? from : null);
	}

	#tell(entry: AwarenessEntry, from: Connection | null): void {
		this.#news.set(entry.client, { entry, from });
		this.#host.schedule(this);
	}

	#moveRoster(): void {
		this.#rosterMoved = true;
		this.#host.schedule(this);
	}

	#queue(message: Uint8Array, except: Connection | null, roster = false): void {
		this.#out.push({ message, except, roster });
	}

	/** [R22] The meeting was signed. */
	shut(): void {
		if (this.signed) return;
		this.signed = true;
		const present = [...this.connections];
		for (const connection of present) connection.notify(Notice.Signed);
		this.#farewell = setTimeout(() => {
			this.#farewell = null;
			for (const connection of present) connection.close(Close.Signed, 'the meeting is signed');
		}, LINGER_MS);
	}

	destroy(): void {
		if (this.#farewell) clearTimeout(this.#farewell);
		this.#farewell = null;
		this.#text.destroy();
	}
}
