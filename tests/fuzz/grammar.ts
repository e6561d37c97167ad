/** Frames nobody's editor sends: mutations of real ones, and updates made up from Yjs' grammar out of pieces that fit and do not. */
import * as encoding from 'lib0/encoding';
import { syncFrame } from '../support/relay-clients.ts';
import type { Chance } from '../support/chance.ts';
import { OWN, VICTIM } from './scene.ts';

/** A real one, changed in a few places. */
export function mutated(chance: Chance, pool: readonly Uint8Array[]): Uint8Array {
	const pick = (): Uint8Array => pool[chance.below(pool.length)] ?? new Uint8Array();
	let bytes = [...pick()];
	for (let changes = 1 + chance.below(4); changes > 0; changes--) {
		const at = chance.below(bytes.length + 1);
		switch (chance.below(8)) {
			case 0:
				bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
				break;
			case 1:
				bytes[at] = chance.below(256);
				break;
			case 2:
				bytes = bytes.slice(0, at);
				break;
			case 3:
				bytes.splice(at, 0, chance.below(256));
				break;
			case 4:
				bytes.splice(at, 1);
				break;
			case 5:
				// A number becomes a huge one.
				bytes.splice(at, 1, 255, 255, 255, 255, chance.below(2) === 0 ? 15 : 127);
				break;
			case 6:
				bytes.splice(at, bytes.length, ...[...pick()].slice(chance.below(40)));
				break;
			default:
				bytes = bytes.concat(bytes.slice(at, at + chance.below(30)));
		}
	}
	return new Uint8Array(bytes.slice(0, 4096));
}

/** An update by Yjs' grammar: each part fits most of the time. */
export function madeUp(chance: Chance, clock: (client: number) => number): Uint8Array {
	const most = (likely: () => number): number => (chance.below(12) === 0 ? chance.below(300) : likely());
	const someClient = (): number => [...OWN, VICTIM, VICTIM][chance.below(OWN.length + 2)] ?? VICTIM;
	const bytes = encoding.encode((out) => {
		const id = (): void => {
			const client = someClient();
			encoding.writeVarUint(out, client);
			encoding.writeVarUint(
				out,
				most(() => chance.below(Math.max(1, clock(client))))
			);
		};
		const clients = [
			...new Set(Array.from({ length: 1 + chance.below(2) }, () => OWN[chance.below(3)] ?? 21))
		];
		encoding.writeVarUint(
			out,
			most(() => clients.length)
		);
		for (const client of clients) {
			const structs = 1 + chance.below(4);
			encoding.writeVarUint(
				out,
				most(() => structs)
			);
			encoding.writeVarUint(
				out,
				most(() => client)
			);
			encoding.writeVarUint(
				out,
				most(() => clock(client))
			);
			for (let n = structs; n > 0; n--) writeStruct(out, chance, id);
		}
		const deletions = chance.below(3);
		encoding.writeVarUint(out, deletions);
		for (let n = 0; n < deletions; n++) {
			encoding.writeVarUint(out, n === 0 ? VICTIM : someClient());
			encoding.writeVarUint(out, 1);
			encoding.writeVarUint(
				out,
				most(() => chance.below(20))
			);
			encoding.writeVarUint(
				out,
				most(() => 1 + chance.below(4))
			);
		}
	});
	return syncFrame(chance.below(6) === 0 ? 1 : 2, bytes);
}

const TOPS = ['items', 'actions', 'arising', 'taken', 'report|action01', 'x', '__proto__', 'meta'];
const KEYS = [
	'item0001',
	'body',
	'title',
	'kind',
	'lead',
	'line0001|due',
	'at|notes',
	'a',
	'constructor',
	'__proto__'
];

function writeStruct(out: encoding.Encoder, chance: Chance, id: () => void): void {
	const kind =
		chance.below(20) === 0 ? chance.below(32) : ([0, 1, 3, 4, 4, 4, 5, 6, 7, 7, 8, 2][chance.below(12)] ?? 4);
	const sides = kind === 0 || kind === 10 ? 0 : ([0, 32, 64, 128, 192][chance.below(5)] ?? 0);
	encoding.writeUint8(out, kind | sides);
	if (kind === 0 || kind === 10) return encoding.writeVarUint(out, 1 + chance.below(5));
	if (sides & 128) id();
	if (sides & 64) id();
	if ((sides & 192) === 0) {
		const byName = chance.below(2);
		encoding.writeVarUint(out, byName);
		if (byName === 1) encoding.writeVarString(out, TOPS[chance.below(TOPS.length)] ?? 'x');
		else id();
		if (sides & 32) encoding.writeVarString(out, KEYS[chance.below(KEYS.length)] ?? 'a');
	}
	switch (kind) {
		case 1:
			return encoding.writeVarUint(out, 1 + chance.below(5));
		case 2:
			encoding.writeVarUint(out, 2);
			encoding.writeVarString(out, 'undefined');
			return encoding.writeVarString(out, '{"a":[1]}');
		case 3:
			return encoding.writeVarUint8Array(out, new Uint8Array(chance.below(5)));
		case 5:
			return encoding.writeVarString(out, '{"image":"x"}');
		case 6:
			encoding.writeVarString(out, ['bold', 'link'][chance.below(2)] ?? 'bold');
			return encoding.writeVarString(out, ['true', 'null', '{"href":"x"}'][chance.below(3)] ?? 'null');
		case 7: {
			const type = chance.below(8);
			encoding.writeVarUint(out, type);
			if (type === 3 || type === 5) encoding.writeVarString(out, 'line');
			return;
		}
		case 8:
			encoding.writeVarUint(out, 1);
			return encoding.writeAny(out, [{ a: [1, 'x', null] }, 'x', 5, null][chance.below(4)] ?? null);
		default:
			return encoding.writeVarString(out, ['x', 'words', 'ä😀', ''][chance.below(4)] ?? 'x');
	}
}
