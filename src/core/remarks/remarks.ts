/** What people say about the minutes beside the text: comments, suggestions of other words, requests to the notetaker. */
import type { RemarkId } from '#core/kernel/ids.ts';
import type { Anchor } from './remark-anchor.ts';
import { unreachable } from '#core/kernel/result.ts';
import type { Instant } from '#core/kernel/time.ts';

export const REMARK_KINDS = ['comment', 'suggestion', 'request'] as const;
export type RemarkKind = (typeof REMARK_KINDS)[number];
export type RemarkState = 'open' | 'resolved' | 'accepted' | 'declined' | 'taken' | 'withdrawn';

export const REMARK_ANSWERS = ['resolve', 'reopen', 'accept', 'decline', 'take', 'withdraw'] as const;
/** What may be done to a remark besides replying. */
export type RemarkAnswer = (typeof REMARK_ANSWERS)[number];

export interface RemarkReply {
	readonly id: string;
	readonly name: string;
	readonly text: string;
	readonly at: Instant;
}

export interface Remark {
	readonly id: RemarkId;
	readonly kind: RemarkKind;
	readonly item: string;
	/** null: about the item as a whole. */
	readonly line: string | null;
	readonly anchor: Anchor | null;
	/** The words it was about when it was made; '' for the whole. */
	readonly quote: string;
	/** What was said; of a suggestion: the words it proposes. */
	readonly text: string;
	/** Of a suggestion: the words of the point then. */
	readonly before: string;
	readonly name: string;
	readonly at: Instant;
	readonly state: RemarkState;
	readonly settledBy: string | null;
	readonly settledAt: Instant | null;
	/** Why it was declined. */
	readonly reason: string;
	readonly replies: readonly RemarkReply[];
}

/** How long a comment, a reply, a request and a reason may be; words of a point may be longer. */
export const LONGEST_REMARK = 2000;
export const LONGEST_POINT = 5000;

/** [X3] What an answer makes of a remark; null: that is no answer to it. */
export function stateAfter(
	{ kind, state }: Pick<Remark, 'kind' | 'state'>,
	answer: RemarkAnswer
): RemarkState | null {
	switch (answer) {
		case 'resolve':
			return kind === 'comment' && state === 'open' ? 'resolved' : null;
		case 'reopen':
			return kind === 'comment' && state === 'resolved' ? 'open' : null;
		case 'accept':
			return kind === 'suggestion' && state === 'open' ? 'accepted' : null;
		case 'take':
			return kind === 'request' && state === 'open' ? 'taken' : null;
		case 'decline':
			return kind !== 'comment' && state === 'open' ? 'declined' : null;
		case 'withdraw':
			return kind !== 'comment' && state === 'open' ? 'withdrawn' : null;
		default:
			return unreachable(answer);
	}
}

/** [X3] Whoever made it may resolve, open again and take back; the rest is for those who answer for the text. */
export const isForAuthor = (answer: RemarkAnswer): boolean =>
	answer === 'resolve' || answer === 'reopen' || answer === 'withdraw';
/** Nobody takes back what somebody else asked for. */
export const isForAuthorAlone = (answer: RemarkAnswer): boolean => answer === 'withdraw';

/** "Comment", or what a suggestion or request is called. */
export const KIND_WORDS: Readonly<Record<RemarkKind, string>> = {
	comment: 'Comment',
	suggestion: 'Suggestion',
	request: 'To the notetaker'
};

const STATE_WORDS: Readonly<Record<Exclude<RemarkState, 'open'>, string>> = {
	resolved: 'Resolved',
	accepted: 'Accepted',
	declined: 'Declined',
	taken: 'Taken over as a point',
	withdrawn: 'Taken back'
};

/** "Accepted by Nora Quill"; '' while it is open. */
export function outcomeWords({ state, settledBy }: Pick<Remark, 'state' | 'settledBy'>): string {
	if (state === 'open') return '';
	return settledBy === null ? STATE_WORDS[state] : `${STATE_WORDS[state]} by ${settledBy}`;
}

const counted = (count: number, one: string, many: string): string[] =>
	count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];

/** "2 comments, 1 suggestion" of the open ones; '' for none. */
export function openWords(remarks: readonly Pick<Remark, 'kind' | 'state'>[]): string {
	const open = (kind: RemarkKind) =>
		remarks.filter((remark) => remark.kind === kind && remark.state === 'open').length;
	return [
		...counted(open('comment'), 'comment', 'comments'),
		...counted(open('suggestion'), 'suggestion', 'suggestions'),
		...counted(open('request'), 'request to the notetaker', 'requests to the notetaker')
	].join(', ');
}

/** [X6] "3 open, 1 mentions you". */
export function headWords(
	remarks: readonly (Pick<Remark, 'state'> & { readonly mentionsMe: boolean })[]
): string {
	if (remarks.length === 0) return 'none yet';
	const open = remarks.filter(({ state }) => state === 'open');
	const mine = open.filter(({ mentionsMe }) => mentionsMe).length;
	return [
		open.length === 0 ? 'none open' : `${open.length} open`,
		...counted(mine, 'mentions you', 'mention you')
	].join(', ');
}
