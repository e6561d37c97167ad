/** The digests of the chain (server/store/record/CHAIN.md), known to SQL as `minutebook_digest` and `minutebook_seal`. */
import type Sqlite from 'better-sqlite3';
import { hash } from 'node:crypto';

export type DigestValue = string | number | bigint | Uint8Array | null;

/**
 * SHA-256 in hex over what no two lists of values share: of each its kind, of texts and bytes the length, then itself.
 * This form never changes: it stands under every entry of every chain (design.md D18).
 */
export function digestOf(values: readonly DigestValue[]): string {
	const parts: Buffer[] = [];
	for (const value of values) {
		if (value === null) parts.push(Buffer.from('n;'));
		else if (typeof value === 'number' || typeof value === 'bigint') parts.push(Buffer.from(`i${value};`));
		else {
			const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
			parts.push(Buffer.from(`${typeof value === 'string' ? 't' : 'b'}${bytes.length}:`), Buffer.from(bytes));
		}
	}
	return hash('sha256', Buffer.concat(parts), 'hex');
}

/** Of each row of a seal: six bytes of its position, ten of its digest. */
const SEAL_BYTES = 16;

export interface SealedRow {
	readonly position: number;
	/** Hex, the first ten bytes. */
	readonly digest: string;
}

const sealed = (position: bigint, row: readonly DigestValue[]): Buffer => {
	const bytes = Buffer.alloc(SEAL_BYTES);
	bytes.writeUIntBE(Number(position), 0, 6);
	bytes.write(digestOf([position, ...row]).slice(0, 20), 6, 'hex');
	return bytes;
};

/** What a row of a log is in a seal. The values are those that `minutebook_seal` is given after the position. */
export const sealOf = (position: number, row: readonly DigestValue[]): string =>
	digestOf([position, ...row]).slice(0, 20);

export function readSeal(bytes: Uint8Array): SealedRow[] {
	const seal = Buffer.from(bytes);
	const rows: SealedRow[] = [];
	for (let at = 0; at + SEAL_BYTES <= seal.length; at += SEAL_BYTES)
		rows.push({
			position: seal.readUIntBE(at, 6),
			digest: seal.subarray(at + 6, at + SEAL_BYTES).toString('hex')
		});
	return rows;
}

/** Triggers call these, so every connection that writes has them: a console without them writes nothing that is chained. */
export function giveDigests(sqlite: Sqlite.Database): void {
	sqlite.function(
		'minutebook_digest',
		{ varargs: true, deterministic: true, safeIntegers: true },
		(...values: unknown[]) => digestOf(values as DigestValue[])
	);
	sqlite.aggregate('minutebook_seal', {
		varargs: true,
		safeIntegers: true,
		start: (): Buffer[] => [],
		step: (rows: Buffer[], ...[position, ...row]: unknown[]) => {
			rows.push(sealed(position as bigint, row as DigestValue[]));
			return rows;
		},
		result: (rows: Buffer[]) => Buffer.concat(rows)
	});
}
