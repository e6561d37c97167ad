import { expect, test } from 'vitest';
import { Vault } from './vault.ts';

const key = (fill: number): string => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));
const words = new TextEncoder().encode('canary words') as Uint8Array<ArrayBuffer>;

test('[O1] what is locked opens with its key, and says nothing until then', async () => {
	const vault = await Vault.open(key(1));
	const sealed = await vault.seal(words, 'm1');
	expect(new TextDecoder('latin1').decode(sealed.bytes)).not.toContain('canary');
	expect(await vault.unseal(sealed, 'm1')).toEqual(new Uint8Array(words));
});

test('[O1] it opens with no other key, for no other meeting, and not once it was changed', async () => {
	const vault = await Vault.open(key(1));
	const sealed = await vault.seal(words, 'm1');
	const changed = sealed.bytes.slice(0);
	new Uint8Array(changed)[0]! ^= 1;
	expect(await (await Vault.open(key(2))).unseal(sealed, 'm1')).toBeNull();
	expect(await vault.unseal(sealed, 'm2')).toBeNull();
	expect(await vault.unseal({ ...sealed, bytes: changed }, 'm1')).toBeNull();
});
