/** Locks bytes with AES-GCM, so that what lies on the device says nothing to whoever finds it. */
export interface Sealed {
	readonly iv: Uint8Array<ArrayBuffer>;
	readonly bytes: ArrayBuffer;
}

/** NIST SP 800-38D: 96 bits. */
const IV_BYTES = 12;

export class Vault {
	readonly #key: CryptoKey;

	private constructor(key: CryptoKey) {
		this.#key = key;
	}

	/** @param key 32 bytes in base64 */
	static async open(key: string): Promise<Vault> {
		const bytes = Uint8Array.from(atob(key), (sign) => sign.charCodeAt(0));
		return new Vault(await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']));
	}

	/** With a key that no script can read, and that lives where it is put. */
	static async fresh(): Promise<Vault> {
		const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
			'encrypt',
			'decrypt'
		]);
		return new Vault(key);
	}

	static with(key: CryptoKey): Vault {
		return new Vault(key);
	}

	get key(): CryptoKey {
		return this.#key;
	}

	/** @param about what it belongs to: it opens nowhere else */
	async seal(bytes: Uint8Array<ArrayBuffer>, about: string): Promise<Sealed> {
		const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
		return { iv, bytes: await crypto.subtle.encrypt(algorithm(iv, about), this.#key, bytes) };
	}

	/** null: another key locked it, or it is not what was locked. */
	async unseal({ iv, bytes }: Sealed, about: string): Promise<Uint8Array | null> {
		try {
			return new Uint8Array(await crypto.subtle.decrypt(algorithm(iv, about), this.#key, bytes));
		} catch {
			return null;
		}
	}
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, about: string): AesGcmParams => ({
	name: 'AES-GCM',
	iv,
	additionalData: new TextEncoder().encode(about)
});
