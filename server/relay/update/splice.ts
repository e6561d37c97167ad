/**
 * [R61] Several Yjs updates (V1) as one, without making anything of them: their structs stand behind each other byte for byte,
 * their deletions are listed together. Whoever receives it takes it in as one change, and draws once.
 */
import * as encoding from 'lib0/encoding';
import type { DeletedRange, UpdateContent } from './scan.ts';

/** What somebody said. */
export interface Said {
	readonly update: Uint8Array;
	/** null: it has not been read, and goes out as it is. */
	readonly content: Pick<UpdateContent, 'structs' | 'deletes'> | null;
}

/** The structs of one client, in a row. */
interface Row {
	readonly from: number;
	to: number;
	count: number;
	readonly bytes: Uint8Array[];
}

/** @returns what says the same in the same order: as a rule one update, another for what cannot follow in a row */
export function spliced(said: readonly Said[]): Uint8Array[] {
	if (said.length === 1 && said[0]) return [said[0].update];
	const updates: Uint8Array[] = [];
	let splice = new Splice();
	for (const { update, content } of said) {
		if (content !== null && splice.add(update, content)) continue;
		updates.push(...splice.take());
		splice = new Splice();
		if (content === null || !splice.add(update, content)) updates.push(update);
	}
	return [...updates, ...splice.take()];
}

class Splice {
	readonly #rows = new Map<number, Row>();
	readonly #deletes = new Map<number, DeletedRange[]>();

	/** @returns whether it could follow: what a client says must begin where it stopped */
	add(update: Uint8Array, { structs, deletes }: NonNullable<Said['content']>): boolean {
		for (const [client, { from }] of structs) if (from !== (this.#rows.get(client)?.to ?? from)) return false;
		for (const [client, { from, to, count, begin, end }] of structs) {
			const bytes = update.subarray(begin, end);
			const row = this.#rows.get(client);
			if (row) {
				row.to = to;
				row.count += count;
				row.bytes.push(bytes);
			} else this.#rows.set(client, { from, to, count, bytes: [bytes] });
		}
		for (const [client, ranges] of deletes)
			this.#deletes.set(client, [...(this.#deletes.get(client) ?? []), ...ranges]);
		return true;
	}

	take(): Uint8Array[] {
		if (this.#rows.size === 0 && this.#deletes.size === 0) return [];
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, this.#rows.size);
		for (const [client, { from, count, bytes }] of this.#rows) {
			encoding.writeVarUint(encoder, count);
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, from);
			for (const structs of bytes) encoding.writeUint8Array(encoder, structs);
		}
		encoding.writeVarUint(encoder, this.#deletes.size);
		for (const [client, ranges] of this.#deletes) {
			const apart = inOrder(ranges);
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, apart.length);
			for (const { clock, len } of apart) {
				encoding.writeVarUint(encoder, clock);
				encoding.writeVarUint(encoder, len);
			}
		}
		return [encoding.toUint8Array(encoder)];
	}
}

/** In order and apart, as Yjs writes them. */
function inOrder(ranges: readonly DeletedRange[]): DeletedRange[] {
	if (ranges.length < 2) return [...ranges];
	const apart: DeletedRange[] = [];
	for (const { clock, len } of ranges.toSorted((one, other) => one.clock - other.clock)) {
		const last = apart.at(-1);
		if (last === undefined || last.clock + last.len < clock) apart.push({ clock, len });
		else apart[apart.length - 1] = { clock: last.clock, len: Math.max(last.len, clock + len - last.clock) };
	}
	return apart;
}
