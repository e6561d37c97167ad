import { createHash } from 'node:crypto';

/**
 * The digest that the next snapshot of the board carries as its `previous`: SHA-256 over this snapshot's own `previous`
 * (nothing for the first) and its SHA-256, a line feed between. Changing any snapshot breaks every later one.
 */
export function chainDigest(previous: string | null, sha256: string): string {
	return createHash('sha256')
		.update(`${previous ?? ''}\n${sha256}`, 'utf8')
		.digest('hex');
}
