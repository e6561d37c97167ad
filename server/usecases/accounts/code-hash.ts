import { createHash, scrypt } from 'node:crypto';

/** 40 bits are few: a stolen database must not give the codes of the last ten minutes away at once. About 40 ms. */
export function hashCode(code: string, salt: Uint8Array): Promise<Buffer> {
	return new Promise((resolve, reject) =>
		scrypt(code, salt, 32, { N: 16_384, r: 8, p: 1 }, (error, key) =>
			error === null ? resolve(key) : reject(error)
		)
	);
}

/** The cookie that binds a code to its browser holds 256 random bits: a plain hash is enough. */
export const hashBrowser = (cookie: string): string => createHash('sha256').update(cookie).digest('hex');
