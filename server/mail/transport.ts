import type { MailAddress } from '#core/mail/mail-address.ts';

/** A letter ready to leave. Addresses are parsed, names are one line, so that nothing of them can become a header. */
export interface Mail {
	/** Without the angle brackets. */
	readonly messageId: string;
	readonly from: { readonly name: string; readonly address: string };
	readonly to: { readonly name: string; readonly address: MailAddress };
	readonly subject: string;
	readonly text: string;
	readonly attachments: readonly {
		readonly filename: string;
		readonly contentType: string;
		readonly content: Uint8Array;
	}[];
}

/** What the other server made of it, in its own words. */
export interface Delivery {
	/** `refused`: for good, the same letter would be refused again. `failed`: not now; try later. */
	readonly outcome: 'accepted' | 'refused' | 'failed';
	/** One line. */
	readonly response: string;
}

/** The way out. Never throws: whatever goes wrong is a `failed` delivery. */
export interface Transport {
	send(mail: Mail): Promise<Delivery>;
	/** Ends idle connections; deliveries under way are cut off after a moment. */
	close(): void;
}
