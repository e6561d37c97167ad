import * as decoding from 'lib0/decoding';
import { encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { reuseEqual } from '#core/kernel/reuse-equal.ts';
import {
	Close,
	COLLAB_PATH,
	documentName,
	Message,
	Notice,
	Refused,
	type RosterWord
} from '#core/wire/wire.ts';
import type { Draft } from '#core/minutes/draft.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { DraftReader } from '#document/read.ts';
import { placeOrphanedWords, typeAgain } from '#document/concurrent/orphaned-words.ts';
import { Rescue, type Rescued } from '#document/concurrent/rescue.ts';
import { HERE, historyOf, type History } from './history.ts';
import { KeptHere } from '#lib/offline/kept-here.svelte.ts';
import { Unsent, unsentIn } from '#lib/offline/unsent.ts';
import { countingSocket } from './counting-socket.ts';
import type { LampState } from './lamp.ts';
import { LineWatch } from './line-watch.ts';
import { Pause } from './pause.svelte.ts';
import { Unsaved } from './unsaved.ts';

/** The origin of changes that an earlier page left on this device. */
const LEFT = 'left on this device';
/** The origin of the copy that a person keeps on this device. */
const KEPT = 'kept on this device';
/** Milliseconds in which a line that is there has brought the text. */
const LINE_MS = 2000;

/** Somebody else in the meeting, by the server's word. */
export interface Presence {
	readonly person: string;
	readonly name: string;
	readonly mayWrite: boolean;
}

const REFUSALS: Readonly<Record<number, string>> = {
	[Refused.ReadOnly]: 'you may read these minutes, not write in them',
	[Refused.TooLarge]:
		'these minutes have reached the size that minutes may have, about 180 printed pages. What you typed is kept on this device. Take out what is not needed, or attach long texts as papers',
	[Refused.Malformed]:
		'the server cannot keep it as it is. What you typed stays on this device. Reload the page to go on',
	[Refused.StorageFull]:
		'the disk of the server is full. What you typed is kept on this device and goes there when there is room',
	[Refused.OldEditor]: 'this page is older than the minutes. Copy what you typed, then reload',
	[Refused.TooFast]: 'too much came at once',
	[Refused.Signed]: 'the minutes were signed',
	[Refused.Ahead]:
		'this page shows words of others that the server has lost. What you typed stays on this device. Reload the page to go on'
};

/** [R7] Of one change alone; it comes again with every connection, so the line ends. */
const TOO_MUCH = 'that was too much at once. Copy what you typed, then reload the page';

/**
 * One open meeting on this device: the shared document, its line to the relay, who else is here, and what is true about
 * saving. The Y.Doc and the provider are never `$state`; what the page shows of them is copied into runes.
 */
export class MeetingSession {
	readonly doc = new Y.Doc();
	/** The person whose page this is. */
	readonly me: string;
	readonly provider: WebsocketProvider;
	readonly undo: History;
	readonly pause: Pause;
	readonly kept: KeptHere;

	lamp = $state.raw<LampState>({ kind: 'connecting', unsaved: 0 });
	/** The document as plain data, renewed at most once a frame. */
	draft = $state.raw<Draft>({ items: [], oddities: [] });
	/** False until the first content arrived: the page shows no editor before, so nobody types into an empty text. */
	loaded = $state(false);
	others = $state.raw<readonly Presence[]>([]);
	/** The Yjs client → name, for the carets. */
	names: ReadonlyMap<number, RosterWord> = new Map();
	unsaved = $state(0);
	/** Words that an earlier page had not sent have come back. */
	broughtBack = $state(false);
	/** Of these the line was taken away while they lay on this device. */
	homeless = $state.raw<readonly string[]>([]);
	/** Words of this device were in a line that somebody else took away, and were put elsewhere. Set by the page. */
	onRescued = (_rescued: Rescued): void => {};
	/** The text is the copy that was put on this device then, and the server has not been reached since. */
	asOf = $state<number | null>(null);

	readonly #reader = new DraftReader(this.doc);
	readonly #unsaved = new Unsaved();
	readonly #unsent: Unsent;
	readonly #line = new LineWatch(
		() => this.provider.wsconnected,
		() => this.#light()
	);
	#savedAt: number | null = null;
	readonly rescue = new Rescue(this.doc, (rescued) => this.onRescued(rescued));
	/** What the server last said about whom the words of this device have reached. */
	#reached: { readonly count: number; readonly people: number } | null = null;
	#over: 'signed' | 'signed-out' | 'no-right' | null = null;
	#refused: string | null = null;
	/** [R85] The server takes nothing more from this page. */
	#isOver = false;
	/** Whether that was on the connection that is open now. */
	#refusedHere = false;
	#readOnly: boolean;
	#frame = 0;
	/** The page is being taken down: what the provider says while it ends is for nobody. */
	#gone = false;
	#looking = false;
	#onSigned: () => void;
	readonly #onReplaced: () => void;

	constructor(options: {
		readonly meeting: string;
		/** [R91] Which shared text of it. */
		readonly epoch: number;
		readonly me: string;
		/** 32 bytes in base64: locks what is not on the server yet. */
		readonly deviceKey: string;
		readonly mayWrite: boolean;
		readonly onSigned: () => void;
		/** What stands here must not be merged into the text any more: a new session loads it, and brings back what was not sent. */
		readonly onReplaced: () => void;
	}) {
		this.me = options.me;
		this.#readOnly = !options.mayWrite;
		this.#onSigned = options.onSigned;
		this.#onReplaced = options.onReplaced;
		this.#unsent = new Unsent(unsentIn(options.meeting, options.epoch), options.deviceKey);
		// Before the provider listens: a change must be counted when the frame that carries it goes out.
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === this.provider || origin === KEPT) return;
			this.#unsaved.made();
			if (origin !== LEFT) this.#unsent.made(update, this.provider.wsconnected);
		});
		const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
		this.provider = new WebsocketProvider(
			`${scheme}//${location.host}${COLLAB_PATH.slice(0, -1)}`,
			documentName(options.meeting, options.epoch),
			this.doc,
			{
				params: { caps: 'ack,notice,roster,reach', v: '1', schema: String(SCHEMA_VERSION) },
				WebSocketPolyfill: countingSocket({
					opened: () => {
						this.#reached = null;
						this.#unsaved.opened();
						this.#refusedHere = false;
					},
					sent: (kind) => this.#unsaved.sent(kind)
				}),
				// Two tabs of one person meet on the server: only what it acknowledged may be called saved.
				disableBc: true,
				maxBackoffTime: 2000 + Math.random() * 3000
			}
		);
		this.undo = historyOf(this.doc);
		this.pause = new Pause(this.provider, this.doc, () => this.#reader.read());
		this.kept = new KeptHere(options.meeting, options.epoch, options.me, this.doc, () => this.loaded);
		this.#listen();
		void this.#openWithoutLine();
	}

	get awareness(): Awareness {
		return this.provider.awareness;
	}

	/** Does something to the document as this person, in one transaction that undo can take back. */
	change(what: () => void): void {
		this.doc.transact(what, HERE);
	}

	/** All of the text as one Yjs update; null: nothing of it is not saved. */
	unsavedText(): Uint8Array | null {
		return this.unsaved > 0 ? Y.encodeStateAsUpdate(this.doc) : null;
	}

	/** @returns when what is not saved is locked up on the device */
	destroy(): Promise<unknown> {
		const locked = this.#unsent.lockUp();
		if (this.#gone) return locked;
		this.#gone = true;
		cancelAnimationFrame(this.#frame);
		this.#line.end();
		this.kept.destroy();
		removeEventListener('pagehide', this.#leaving);
		this.undo.destroy();
		this.pause.destroy();
		this.rescue.destroy();
		this.provider.destroy();
		this.doc.destroy();
		return locked;
	}

	/** After signing in again, in another tab or over the page. */
	reconnect(): void {
		this.#over = null;
		this.provider.connect();
		this.#light();
	}

	#leaving = (): void => void this.#unsent.lockUp();

	#listen(): void {
		addEventListener('pagehide', this.#leaving);
		const { provider, doc } = this;
		doc.on('update', (_update: Uint8Array, origin: unknown) => {
			if (origin !== provider && !this.#isOver) this.#refused = null;
			this.#light();
			this.#renew();
		});
		provider.on('sync', (synced: boolean) => {
			if (!synced) return;
			this.draft = this.#reader.read();
			// With every connection: what another tab of this person left, when it was closed, goes in through this one.
			void this.#bringBack();
			this.loaded = true;
			this.asOf = null;
			this.#light();
		});
		provider.on('status', ({ status }: { status: string }) => {
			if (status === 'disconnected') void this.kept.putNow();
			this.#line.turned();
			this.#light();
		});
		this.#line.turned();
		provider.on('closed', ({ code }: { code: number }) => {
			if (code === Close.Signed) this.#signed();
			else if (code === Close.Replaced) this.#onReplaced();
			else if (code === Close.SignedOut) this.#over = 'signed-out';
			else if (code === Close.OldEditor) this.#refused = REFUSALS[Refused.OldEditor] ?? '';
			else if (code === Close.TooLarge) this.#refused = TOO_MUCH;
			else if (code === Close.Malformed) this.#end(Refused.Malformed);
			else if (code === Close.Ahead) this.#end(Refused.Ahead);
			else this.#over = 'no-right';
			this.#light();
		});
		this.#speakForMyselfOnly();
		this.awareness.setLocalState({ user: { name: '', color: '#1f5b45' } });
		this.awareness.on('change', () => this.#who());

		const handlers = provider.messageHandlers as ((...args: unknown[]) => void)[];
		const on = (type: number, read: (decoder: decoding.Decoder) => void) => {
			handlers[type] = (_encoder, decoder) => read(decoder as decoding.Decoder);
		};
		on(Message.Ack, (decoder) => {
			this.#line.answered();
			this.#unsaved.acknowledged(decoding.readVarUint(decoder));
			decoding.readUint8(decoder);
			// The next connection asks for what came after this, instead of comparing everything.
			provider.params['since'] = String(decoding.readVarUint(decoder));
			if (this.#unsaved.count === 0) {
				this.#savedAt = Date.now();
				// What an earlier connection was refused for want of room has now been taken.
				if (!this.#refusedHere) this.#refused = null;
			}
			this.#light();
		});
		on(Message.Reached, (decoder) => {
			this.#reached = { count: decoding.readVarUint(decoder), people: decoding.readVarUint(decoder) };
			this.#light();
		});
		on(Message.Nack, (decoder) => {
			decoding.readVarUint(decoder);
			const reason = decoding.readUint8(decoder);
			this.#refusedHere = true;
			if (reason === Refused.Signed) this.#signed();
			else this.#refused = REFUSALS[reason] ?? decoding.readVarString(decoder);
			this.#light();
		});
		on(Message.Roster, (decoder) => {
			const words = JSON.parse(decoding.readVarString(decoder)) as RosterWord[];
			this.names = new Map(words.map((word) => [word.client, word]));
			this.#who();
		});
		on(Message.Notice, (decoder) => {
			const notice = decoding.readUint8(decoder);
			if (notice === Notice.Signed) this.#signed();
			if (notice === Notice.ReadOnly) this.#readOnly = true;
			if (notice === Notice.Writable) this.#readOnly = false;
			this.#light();
		});
	}

	/** y-websocket sends every awareness update it hears back to the server; with 45 people that is 45 echoes a keystroke. */
	#speakForMyselfOnly(): void {
		const { provider, awareness, doc } = this;
		const echoing = (provider as unknown as { _awarenessUpdateHandler: () => void })._awarenessUpdateHandler;
		awareness.off('update', echoing);
		awareness.on(
			'update',
			({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
				if (![...added, ...updated, ...removed].includes(doc.clientID)) return;
				const socket = provider.ws;
				if (socket?.readyState !== WebSocket.OPEN) return;
				const encoder = encoding.createEncoder();
				encoding.writeVarUint(encoder, Message.Awareness);
				encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [doc.clientID]));
				socket.send(encoding.toUint8Array(encoder));
			}
		);
	}

	/** What was typed here before the page was closed, and is not on the server yet. Behind the text it was typed into. */
	async #bringBack(): Promise<void> {
		const { doc } = this;
		await this.#unsent.bringBack((updates) => {
			if (this.#gone) return false;
			const before = this.#unsaved.count;
			const known = Y.decodeStateVector(Y.encodeStateVector(doc));
			doc.transact(() => {
				for (const update of updates) Y.applyUpdate(doc, update, LEFT);
			}, LEFT);
			this.homeless = [...this.homeless, ...placeOrphanedWords(doc, updates, known)];
			if (this.#unsaved.count > before) this.broughtBack = true;
			return doc.store.pendingStructs === null && doc.store.pendingDs === null;
		}, this.#typeAgain);
		this.#light();
	}

	/** [R85] Words that the server refused as an earlier page said them. */
	#typeAgain = (updates: readonly Uint8Array[]): void => {
		if (this.#gone) return;
		this.homeless = [...this.homeless, ...typeAgain(this.doc, updates)];
		this.broughtBack = true;
	};

	/**
	 * [O6] Where no line comes up, the copy on this device is the text, if there is one. Nothing may be sent before all of it
	 * stands there: what a connection sends first is what this device has.
	 */
	async #openWithoutLine(): Promise<void> {
		const copy = await this.kept.text();
		if (!copy) return;
		await new Promise((resolve) => {
			this.provider.once('connection-error', resolve);
			setTimeout(resolve, LINE_MS);
		});
		await this.#unsent.bringBack((updates) => {
			if (this.#gone || this.loaded || this.provider.wsconnected) return false;
			const { doc } = this;
			Y.applyUpdate(doc, copy.update, KEPT);
			for (const update of updates) Y.applyUpdate(doc, update, KEPT);
			// The copy has some of them in it already; all are counted until the server has them.
			if (updates.length > 0) this.#unsaved.made();
			this.draft = this.#reader.read();
			this.asOf = copy.at;
			this.loaded = true;
			return doc.store.pendingStructs === null && doc.store.pendingDs === null;
		});
		this.#light();
	}

	/** [R85] What is not saved waits on the device for the next page, which does not say it again as it was. */
	#end(refused: number): void {
		this.#isOver = true;
		this.#refused = REFUSALS[refused] ?? '';
		this.#unsent.refused();
	}

	#signed(): void {
		if (this.#over === 'signed') return;
		this.#over = 'signed';
		// What is compared with the record must not lack what only waited to be shown.
		this.pause.end();
		this.#onSigned();
	}

	/** Not at once: carets say goodbye while the page is being taken down, where no rune may be set. */
	#who(): void {
		if (this.#looking) return;
		this.#looking = true;
		queueMicrotask(() => {
			this.#looking = false;
			if (this.#gone) return;
			const here = new Map<string, Presence>();
			for (const client of this.awareness.getStates().keys()) {
				const word = this.names.get(client);
				if (word && word.person !== this.me) here.set(word.person, word);
			}
			this.others = [...here.values()].sort((a, b) => a.name.localeCompare(b.name));
		});
	}

	#renew(): void {
		if (this.#frame !== 0 || this.#gone) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = 0;
			this.draft = this.#reader.read();
		});
	}

	#light(): void {
		if (this.#gone) return;
		const unsaved = this.#unsaved.count;
		if (unsaved === 0) this.#line.answered();
		else this.#line.waits();
		this.unsaved = unsaved;
		if (unsaved === 0 && this.provider.synced && this.#over === null && this.#refused === null)
			this.#unsent.saved();
		this.lamp = reuseEqual(this.lamp, this.#lampState(unsaved));
	}

	#lampState(unsaved: number): LampState {
		if (this.#over === 'signed') return { kind: 'signed' };
		if (this.#over === 'signed-out') return { kind: 'signed-out', unsaved };
		if (this.#over === 'no-right') return { kind: 'refused', why: 'you may no longer open these minutes' };
		if (this.#refused !== null) return { kind: 'refused', why: this.#refused };
		if (!this.provider.wsconnected && this.#line.isForbidden) return { kind: 'forbidden', unsaved };
		if (!this.provider.wsconnected)
			return this.loaded ? { kind: 'offline', unsaved } : { kind: 'connecting', unsaved };
		if (this.#readOnly) return { kind: 'read-only' };
		if (!this.provider.synced) return { kind: 'connecting', unsaved };
		if (unsaved > 0) return { kind: this.#line.isStalled ? 'stalled' : 'saving', unsaved };
		const reached = this.#reached;
		const others = reached && this.#unsaved.areAll(reached.count) ? reached.people : null;
		return { kind: 'saved', at: this.#savedAt, others };
	}
}
