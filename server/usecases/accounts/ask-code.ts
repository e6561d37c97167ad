import { randomBytes, randomInt } from 'node:crypto';
import type { LetterId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { isKnownBrowser } from '#server/store/accounts/known-browsers.ts';
import { keepUnsent, queueLetter } from '#server/store/mail/outbox.ts';
import { whoMaySignIn, type Person } from '#server/store/boards/people.ts';
import { putCode } from '#server/store/accounts/sign-in-codes.ts';
import { mayWrite, paceOf, type Asker } from './code-budgets.ts';
import { hashBrowser, hashCode } from './code-hash.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { parseEmail } from '#server/usecases/kernel/parse.ts';

/** Without I, O, 0 and 1, which print alike. 32 letters: 5 bits each. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 8;
export const CODE_MS = 10 * 60_000;

export interface AskCode {
	readonly email: string;
	/** The secret in the cookie of the browser that asks; the code works in that browser only. */
	readonly browser: string;
	/** [P19] The secret of the cookie that was set when somebody signed in there; '' for none. */
	readonly knownBrowser: string;
	/** IP address. */
	readonly address: string;
	/** How the code reaches its owner: by letter, or, without SMTP settings, in the server's own output. */
	readonly deliver: 'letter' | ((line: string) => void);
}

/** [P10] One code a browser; the answer and the work behind it are the same whether the address is known or not. */
export async function askCode(
	deps: Deps,
	command: AskCode
): Promise<Result<{ readonly email: string }, Refusal>> {
	const email = parseEmail('email', command.email);
	if (!email.ok) return email;
	const now = deps.now();
	const found = await deps.db.transaction().execute(async (store) => {
		const person = await whoMaySignIn(store, email.value);
		const known = hashBrowser(command.knownBrowser);
		const asker: Asker = {
			browser: hashBrowser(command.browser),
			network: network(command.address),
			email: email.value,
			known: (await isKnownBrowser(store, known, person?.id ?? null, now)) ? known : null
		};
		return { person, asker, wait: await paceOf(store, asker, now) };
	});
	if (found.wait === 'network') return err({ code: 'too-many-tries' });
	if (found.wait !== null) return err({ code: 'ask-later', minutes: Math.ceil(found.wait / 60_000) });

	const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
	const salt = randomBytes(16);
	const hash = await hashCode(code, salt);
	const told = await deps.db.transaction().execute(async (store) => {
		const may = await mayWrite(store, found.asker, now);
		const person = may ? found.person : null;
		await putCode(store, {
			browser: found.asker.browser,
			email: email.value,
			// [P18] A code that goes to nobody lets nobody in, so that guessing is bounded by the letters, too.
			person: person?.id ?? null,
			hash,
			salt,
			now,
			expiresAt: now + CODE_MS
		});
		if (command.deliver === 'letter') {
			const draft = letter(deps.newId<LetterId>(), person, email.value, code);
			await (person === null ? keepUnsent(store, draft, now) : queueLetter(store, draft, now));
		}
		return person;
	});
	if (told !== null && command.deliver !== 'letter')
		command.deliver(
			`Sign-in code for ${email.value}: ${code} (ten minutes, in the browser that asked for it)`
		);
	return ok({ email: email.value });
}

function letter(id: LetterId, person: Person | null, email: string, code: string) {
	return {
		id,
		messageId: `sign-in.${id}`,
		kind: 'sign-in',
		circulation: null,
		meeting: null,
		toName: person?.name ?? '',
		toAddress: email,
		subject: `${code} is your Minutebook code`,
		text: `Your code is ${code}

Type it on the page where you asked for it. It works once, for ten minutes, in that browser only.

If you did not ask for it, do nothing: without that browser the code is of no use. Nobody from your board will ever ask you for it.
`,
		attach: ''
	} as const;
}

/** What one household or office shares: the address, of IPv6 its /64. */
export function network(address: string): string {
	const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
	if (!plain.includes(':')) return plain;
	const [head = '', tail] = plain.split('::');
	const front = head.split(':').filter((part) => part !== '');
	const back = (tail ?? '').split(':').filter((part) => part !== '');
	const filled = [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back];
	return filled.slice(0, 4).join(':');
}
