/**
 * Every expected "no" of the product, in one union. A use case returns one inside a `Result`; the page shows
 * {@link sentence}; `routes/refuse.ts` alone decides the HTTP status.
 */
export type Refusal =
	| { readonly code: 'not-found' }
	| { readonly code: 'signed-out' }
	| { readonly code: 'not-allowed'; readonly what: string }
	| { readonly code: 'invalid'; readonly field: string; readonly message: string }
	| { readonly code: 'taken'; readonly field: string; readonly message: string }
	| { readonly code: 'already-signed' }
	| { readonly code: 'not-signed' }
	| { readonly code: 'minutes-moved-on'; readonly changes: readonly string[] }
	| { readonly code: 'already-signed-by-you' }
	| { readonly code: 'wrong-code'; readonly triesLeft: number }
	| { readonly code: 'code-expired' }
	| { readonly code: 'too-many-tries' }
	| { readonly code: 'ask-later'; readonly minutes: number }
	| { readonly code: 'nothing-to-send' }
	| { readonly code: 'history-lost' }
	| { readonly code: 'repair-of-signed' }
	| { readonly code: 'nothing-to-repair' }
	| { readonly code: 'too-large' }
	| { readonly code: 'misshapen' }
	/** Seconds until it may be asked again. */
	| { readonly code: 'too-often'; readonly seconds: number }
	| { readonly code: 'storage-full' }
	| { readonly code: 'paper-being-checked' }
	| { readonly code: 'paper-refused'; readonly found: string }
	| { readonly code: 'separate-duties'; readonly which: SeparateDuty };

/** What one person alone may not do: rules D1 to D8 in server/usecases/SPEC.md. */
export type SeparateDuty =
	| 'own-role'
	| 'chairs-only'
	| 'own-entry'
	| 'own-notes'
	| 'no-gain'
	| 'newcomer'
	| 'second-person'
	| 'third-person'
	| 'too-late'
	| 'own-removal'
	| 'last-administrator';

const DUTY_WORDS: Readonly<Record<SeparateDuty, string>> = {
	'own-role':
		'Nobody makes themselves chair or co-chair. Another chair can, or two members: one proposes it on the members page, the other confirms. Nothing was changed.',
	'chairs-only':
		'Who signs the minutes changes by a chair, or by two members: propose it on the members page, and somebody else confirms it. Nothing was changed.',
	'own-entry': 'You cannot put yourself there. A chair of the board can add you. Nothing was changed.',
	'own-notes':
		'You took the notes of this meeting, so somebody else signs them: another chair or co-chair, or somebody whom a chair makes chair of this meeting. Nothing was signed. A chair can set on the members page that one person may do both; the minutes then say so.',
	'no-gain': 'This is about you, so two other people decide it. Nothing was changed.',
	newcomer:
		'Who signs is proposed and confirmed by people who have been on the board for thirty days, so that nobody brings votes of their own along. You have not been yet, so nothing was changed. A chair can change it at once; where no chair can, whoever runs the server does it with “minutebook member add”, and the chairs are told.',
	'second-person': 'You proposed this yourself. Somebody else has to confirm it. Nothing was changed.',
	'third-person':
		'Two members have spoken already. An administrator who is neither of them has to agree. Nothing was changed.',
	'too-late':
		'This can no longer be done: somebody settled it already, or its time has passed. Nothing was changed.',
	'own-removal':
		'Two members and an administrator ended this, so you cannot take it back yourself. Another chair can. Nothing was changed.',
	'last-administrator':
		'This is the last administrator who can sign in. Make somebody else administrator first. Nothing was changed.'
};

export const duty = (which: SeparateDuty): Refusal => ({ code: 'separate-duties', which });

/** One plain sentence (or two): what happened, what is safe, what to do. */
export function sentence(refusal: Refusal): string {
	switch (refusal.code) {
		case 'not-found':
			return 'There is nothing here that you may see. Check the address, or ask the notetaker of the board.';
		case 'signed-out':
			return 'You are signed out. What you typed is still on this page: sign in again and go on.';
		case 'not-allowed':
			return `You may not ${refusal.what}. The notetaker or the chair of the board can.`;
		case 'invalid':
		case 'taken':
			return refusal.message;
		case 'already-signed':
			return 'These minutes are signed and can no longer be changed. A correction is recorded at a later meeting.';
		case 'not-signed':
			return 'These minutes are not signed yet. They can be circulated once the chair has signed them.';
		case 'minutes-moved-on':
			return 'The minutes changed while you were reading, so nothing was signed. Read what changed, then sign.';
		case 'already-signed-by-you':
			return 'You have signed these minutes already.';
		case 'wrong-code':
			return refusal.triesLeft === 1
				? 'That is not the code. You have 1 try left.'
				: `That is not the code. You have ${refusal.triesLeft} tries left.`;
		case 'code-expired':
			return 'That code is no longer valid. Ask for a new one below.';
		case 'too-many-tries':
			return 'Too many tries. Wait a few minutes, then ask for a new code.';
		case 'ask-later':
			return `You asked for several codes. The newest one you were sent still works for ten minutes. Wait ${refusal.minutes === 1 ? 'a minute' : `${refusal.minutes} minutes`} before you ask for another.`;
		case 'nothing-to-send':
			return 'There is nobody to send to. Choose at least one recipient.';
		case 'history-lost':
			return 'What was kept of the edits of this meeting is damaged, so its history cannot be shown. Nothing was changed. Tell your administrator, who can look at the data with “minutebook verify”.';
		case 'repair-of-signed':
			return 'These minutes are signed. The record is read as it was signed, whatever became of the text it was written in, so nothing was changed. “minutebook verify” checks the record; a correction is recorded at a later meeting.';
		case 'nothing-to-repair':
			return 'Nothing is wrong with the text of this meeting, so nothing was changed. “minutebook repair MEETING --anyway” begins a new one all the same.';
		case 'too-large':
			return 'That is more than a form may hold, so nothing was done. Send it in parts.';
		case 'misshapen':
			return 'That is not what a form of this page sends, so nothing was done. Reload the page and try again.';
		case 'too-often':
			return `You asked for this so often that others would have to wait. Nothing is lost. Try again in ${waitWords(refusal.seconds)}.`;
		case 'storage-full':
			return 'The disk of the server is full, so nothing was changed. Everything can still be read. Tell your administrator; as soon as there is room, try again.';
		case 'separate-duties':
			return DUTY_WORDS[refusal.which];
		case 'paper-being-checked':
			return 'This paper is being checked for viruses, so nobody can open it yet. Try again in a moment. If this lasts, tell your administrator that the scanner does not answer.';
		case 'paper-refused':
			return `The virus scanner found “${refusal.found}” in this paper, so it was refused and erased. Ask whoever attached it for another file.`;
	}
}

const waitWords = (seconds: number): string =>
	seconds <= 90 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : `${Math.ceil(seconds / 60)} minutes`;
