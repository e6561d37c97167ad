/**
 * Takes letters from the outbox to the mail server: each at least once and, over any crash, as the same letter
 * (Message-ID), so that who gets it twice sees it once. The web bundle and other processes write letters too; the
 * database is where they meet, so the courier looks there.
 */
import { mailAddress } from '#core/mail/mail-address.ts';
import { longDate, type Instant } from '#core/kernel/time.ts';
import { renderPdf } from '#server/render/pdf.ts';
import { headAtSignature } from '#server/store/record/chain.ts';
import type { Database } from '#server/store/database/database.ts';
import { anythingDue, claimLetter, recordAttempt, type WaitingLetter } from '#server/store/mail/outbox.ts';
import { signedRecord } from '#server/store/record/snapshots.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { smtpTransport } from './smtp.ts';
import type { Delivery, Mail, Transport } from './transport.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long after the first, second … failed attempt the next is made; then every hour. */
const WAITS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR] as const;
/** After that the letter is given up, and the page says so. */
const GIVE_UP = { circulation: 72 * HOUR, 'sign-in': 10 * MINUTE } as const;
/** Longer than any attempt lasts; a courier that died leaves its letter to be tried again after this. */
const CLAIM_MS = 2 * MINUTE;
const POLL_MS = 300;
const AT_ONCE = 3;
/** A server that does not answer keeps nobody from stopping; its letter is tried again after the next start. */
const STOP_MS = 5 * SECOND;

export interface Courier {
	/** Looks for letters now. */
	wake(): void;
	/** No new letter is begun; those under way are finished. */
	stop(): Promise<void>;
}

export interface CourierOptions {
	readonly db: Database;
	/** null: letters wait until there is a server to take them to. */
	readonly smtpUrl: string | null;
	/** The address letters come from; its domain ends their Message-IDs. */
	readonly mailFrom: string;
	readonly now: () => Instant;
	/** Told what went wrong; never told what a letter says or to whom it goes. */
	readonly log: (message: string, detail?: object) => void;
	/** For tests: another way out, another rhythm. */
	readonly transport?: Transport;
	readonly pollMs?: number;
}

export function startCourier(options: CourierOptions): Courier {
	const { db, now, log } = options;
	const transport = options.transport ?? (options.smtpUrl === null ? null : smtpTransport(options.smtpUrl));
	if (transport === null) {
		log('No SMTP_URL is set: letters wait in the outbox.');
		return { wake: () => undefined, stop: async () => undefined };
	}
	const attachments = attachmentMaker(db);
	let stopped = false;
	let woken = false;
	let wakeUp = (): void => undefined;

	/** @returns false: nothing was due */
	async function carryOne(): Promise<boolean> {
		const letter = await claimLetter(db, now(), now() + CLAIM_MS);
		if (letter === null) return false;
		const delivery = await deliver(letter);
		const at = now();
		const next = nextAttempt(letter, delivery, at);
		const response =
			next === null && delivery.outcome === 'failed'
				? `Given up. Last answer: ${delivery.response}`
				: delivery.response;
		await db.transaction().execute(async (store) => {
			await recordAttempt(store, letter, { at, outcome: delivery.outcome, response, next });
			if (letter.meeting !== null) await raiseTopic(store, meetingTopic(letter.meeting));
		});
		if (delivery.outcome !== 'accepted')
			log(`A letter was not delivered: ${delivery.outcome}.`, {
				letter: letter.id,
				attempt: letter.attempts + 1
			});
		return true;
	}

	async function deliver(letter: WaitingLetter): Promise<Delivery> {
		if (letter.kind === 'sign-in' && now() - letter.createdAt > GIVE_UP['sign-in'])
			return { outcome: 'refused', response: 'Its code had expired before it could be sent.' };
		const address = mailAddress(letter.toAddress);
		if (address === null)
			return { outcome: 'refused', response: 'This is not an address a letter can be sent to.' };
		try {
			const mail: Mail = {
				messageId: `${letter.messageId}@${options.mailFrom.split('@').at(-1) ?? 'localhost'}`,
				from: { name: 'Minutebook', address: options.mailFrom },
				to: { name: oneLine(letter.toName), address },
				subject: oneLine(letter.subject),
				text: letter.text,
				attachments: await attachments(letter)
			};
			return await transport!.send(mail);
		} catch (error) {
			return {
				outcome: 'failed',
				response: error instanceof Error ? error.message.slice(0, 500) : String(error)
			};
		}
	}

	async function work(): Promise<void> {
		while (!stopped) {
			try {
				if (await carryOne()) continue;
			} catch (error) {
				log('The outbox could not be read; trying again.', { error: String(error) });
			}
			return;
		}
	}

	const running = (async () => {
		while (!stopped) {
			woken = false;
			// One look decides whether several carriers are worth their claims.
			if (await anythingDue(db, now()).catch(() => false))
				await Promise.all(Array.from({ length: AT_ONCE }, work));
			if (!stopped && !woken)
				await new Promise<void>((resolve) => {
					const timer = setTimeout(resolve, options.pollMs ?? POLL_MS);
					wakeUp = () => {
						clearTimeout(timer);
						resolve();
					};
				});
		}
	})();

	return {
		wake() {
			woken = true;
			wakeUp();
		},
		async stop() {
			stopped = true;
			wakeUp();
			let late: NodeJS.Timeout | undefined;
			await Promise.race([running, new Promise((resolve) => (late = setTimeout(resolve, STOP_MS)))]);
			clearTimeout(late);
			transport.close();
		}
	};
}

/** null: it is settled. */
function nextAttempt(letter: WaitingLetter, { outcome }: Delivery, at: Instant): Instant | null {
	if (outcome !== 'failed') return null;
	const next = at + (WAITS[letter.attempts] ?? HOUR);
	return next - letter.createdAt > GIVE_UP[letter.kind] ? null : next;
}

/** The PDF is made when the letter leaves. All letters of one circulation carry the same, so the last one made is kept. */
function attachmentMaker(db: Database): (letter: WaitingLetter) => Promise<Mail['attachments']> {
	let last: { readonly meeting: string; readonly made: Promise<Mail['attachments']> } | null = null;
	return async ({ attach, meeting }) => {
		if (attach === '' || meeting === null) return [];
		if (last?.meeting !== meeting) {
			const made = (async (): Promise<Mail['attachments']> => {
				const record = await signedRecord(db, meeting);
				if (record === null) throw new Error('The signed record of this letter is missing.');
				const { minutes, snapshot, signatures } = record;
				const chain = await headAtSignature(db, meeting);
				const content = await renderPdf({
					minutes,
					marking: {
						state: 'signed',
						signatures,
						sha256: snapshot.sha256,
						previous: snapshot.previous,
						...(chain === null ? {} : { chain })
					}
				});
				return [{ filename: `Notes ${longDate(minutes.date)}.pdf`, contentType: 'application/pdf', content }];
			})();
			last = { meeting, made };
			made.catch(() => {
				if (last?.made === made) last = null;
			});
		}
		return last.made;
	};
}

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
