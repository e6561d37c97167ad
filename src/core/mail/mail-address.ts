/** An address a letter can go to: one mailbox, no display name, no list, nothing that could become another header. */
export type MailAddress = string & { readonly __mailAddress: true };

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?$/u;

/** @returns the address in lower case (mailboxes that differ only in case do not exist in practice), or null. Linear in the text's length. */
export function mailAddress(text: unknown): MailAddress | null {
	if (typeof text !== 'string' || text.length > 254) return null;
	// Only blanks around it are forgiven: a line break in an address is never an accident.
	const address = text
		.replace(/^[ \t]+|[ \t]+$/g, '')
		.normalize('NFC')
		.toLowerCase();
	const [local = '', domain = '', ...more] = address.split('@');
	if (more.length > 0 || local.length > 64 || !LOCAL.test(local)) return null;
	const labels = domain.split('.');
	if (labels.length < 2 || !labels.every((label) => label.length <= 63 && LABEL.test(label))) return null;
	return address as MailAddress;
}

/** What somebody typed into a field for addresses: one a line, or between commas, semicolons or blanks. */
export function mailAddresses(text: string): {
	readonly good: readonly MailAddress[];
	readonly bad: readonly string[];
} {
	const good: MailAddress[] = [];
	const bad: string[] = [];
	for (const part of text.split(/[,;\r\n]+/)) {
		const words = part.split(/\s+/).filter((word) => word !== '');
		// "a@b.example c@d.example" are two; "not an address" is one thing that is none.
		for (const word of words.every((one) => one.includes('@')) ? words : [words.join(' ')]) {
			const address = mailAddress(word);
			if (address === null) bad.push(word);
			else if (!good.includes(address)) good.push(address);
		}
	}
	return { good, bad };
}
