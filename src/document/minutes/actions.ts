/** Owners and due of an action in the shared document. The wording is the text of its line. */
import { generateKeyBetween } from 'fractional-indexing';
import type * as Y from 'yjs';
import { fitting } from '#core/wire/content-rules.ts';
import { DUE_KINDS, type Due, type DueAnswer } from '#core/minutes/minutes.ts';
import type { DraftOwner } from '#core/minutes/draft.ts';
import { calendarDate } from '#core/kernel/time.ts';
import {
	actionsOf,
	dueAnswerKey,
	dueKey,
	ownerKey,
	ownerPrefix,
	type OwnerValue,
	type TypedOwner
} from '#document/fields.ts';

export interface KeyedOwner extends DraftOwner {
	readonly key: string;
	readonly order: string;
	readonly typed: TypedOwner | null;
}

/** The owners of one action in the order in which they stand. */
export function ownersOf(doc: Y.Doc, action: string): KeyedOwner[] {
	const prefix = ownerPrefix(action);
	const owners: KeyedOwner[] = [];
	for (const [key, value] of actionsOf(doc)) {
		if (!key.startsWith(prefix) || value === null || typeof value !== 'object' || !('order' in value))
			continue;
		owners.push({
			key,
			written: String(value.written),
			chosen: typeof value.chosen === 'string' ? value.chosen : null,
			outside: value.outside === true,
			order: String(value.order),
			typed: value.typed ?? null
		});
	}
	return owners.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.key < b.key ? -1 : 1));
}

export function addOwner(
	doc: Y.Doc,
	action: string,
	written: string,
	chosen: string | null = null,
	outside = false
): void {
	const words = fitting(written.trim());
	if (words === '') return;
	const owners = ownersOf(doc, action);
	const key = ownerKey(action, words);
	const standing = owners.find((owner) => owner.key === key);
	const value: OwnerValue = {
		written: words,
		chosen,
		outside,
		order: standing?.order ?? generateKeyBetween(owners.at(-1)?.order ?? null, null)
	};
	actionsOf(doc).set(key, value);
}

/**
 * Gives an action the owners that stood in its words. Whoever stands there already keeps whom somebody chose.
 * @returns the keys of those that are new
 */
export function takeOwners(
	doc: Y.Doc,
	action: string,
	owners: readonly (TypedOwner & { readonly written: string })[]
): string[] {
	const standing = new Map(ownersOf(doc, action).map((owner) => [owner.key, owner]));
	let last = [...standing.values()].at(-1)?.order ?? null;
	const taken = new Set<string>();
	const fresh: string[] = [];
	for (const { written, place, before, after } of owners) {
		let key = ownerKey(action, written);
		// Two people who are both "CD" are two owners.
		for (let n = 2; taken.has(key); n++) key = `${ownerKey(action, written)}|${n}`;
		taken.add(key);
		const known = standing.get(key);
		if (!known) fresh.push(key);
		const order: string = known?.order ?? generateKeyBetween(last, null);
		if (!known) last = order;
		const { chosen = null, outside = false } = known ?? {};
		const value: OwnerValue = { written, chosen, outside, order, typed: { place, before, after } };
		actionsOf(doc).set(key, value);
	}
	return fresh;
}

const PARTS = /^\s*(?:[,;/&]|and\b)/;
const BRACKET = /[([]/;

/** The owners as the words they were taken out of; those who never stood in the words come at the head. */
export function ownersAsTyped(owners: readonly KeyedOwner[]): {
	readonly head: string;
	readonly tail: string;
} {
	const join = (list: readonly KeyedOwner[], open: string, close: string): string =>
		list.length === 0
			? ''
			: open +
				list
					.map(({ written, typed }, index) => {
						if (index === 0) return written;
						return (typed && PARTS.test(typed.before) ? typed.before : ', ') + written;
					})
					.join('') +
				close;
	const head = owners.filter(({ typed }) => typed?.place !== 'tail');
	const tail = owners.filter(({ typed }) => typed?.place === 'tail');
	const open = tail[0]?.typed?.before ?? '';
	const close = tail.at(-1)?.typed?.after ?? '';
	return {
		head: join(head, '', head.at(-1)?.typed?.after || ' '),
		tail: join(tail, BRACKET.test(open) ? open : ' (Action: ', close || ')')
	};
}

export function removeOwner(doc: Y.Doc, key: string): void {
	actionsOf(doc).delete(key);
}

/** Says whom the written owner means; what was written stays. */
export function chooseOwner(doc: Y.Doc, key: string, chosen: string | null, outside = false): void {
	const value = actionsOf(doc).get(key);
	if (value && 'order' in value) actionsOf(doc).set(key, { ...value, chosen, outside });
}

/** undefined: nobody set one, so the words of the line decide. */
export function dueOf(doc: Y.Doc, action: string): Due | null | undefined {
	const value = actionsOf(doc).get(dueKey(action));
	if (value === undefined || value === null) return value;
	if (typeof value !== 'object' || !('kind' in value)) return undefined;
	const kind = DUE_KINDS.find((known) => known === value.kind);
	return kind ? { written: String(value.written), kind, date: calendarDate(value.date) } : undefined;
}

/** @param due null: explicitly without; undefined: let the words of the line decide again */
export function setDue(doc: Y.Doc, action: string, due: Due | null | undefined): void {
	if (due === undefined) actionsOf(doc).delete(dueKey(action));
	else actionsOf(doc).set(dueKey(action), due && { ...due, written: fitting(due.written) });
}

/** Which day somebody chose where the words may mean several; null: nobody did. */
export function dueAnswerOf(doc: Y.Doc, action: string): DueAnswer | null {
	const value = actionsOf(doc).get(dueAnswerKey(action));
	if (value === null || typeof value !== 'object' || !('date' in value)) return null;
	const date = calendarDate(value.date);
	return date === null ? null : { written: String(value.written), date };
}

/** The words stay as they are; the answer holds for these words only. */
export function answerDue(doc: Y.Doc, action: string, answer: DueAnswer | null): void {
	if (answer === null) actionsOf(doc).delete(dueAnswerKey(action));
	else actionsOf(doc).set(dueAnswerKey(action), answer);
}

/** Gives one action the owners and the due of another: what is pasted twice is two actions. */
export function copyAction(doc: Y.Doc, from: string, to: string): void {
	for (const { key, written, chosen, outside, order, typed } of ownersOf(doc, from)) {
		const value: OwnerValue = { written, chosen, outside, order, ...(typed ? { typed } : {}) };
		actionsOf(doc).set(ownerPrefix(to) + key.slice(ownerPrefix(from).length), value);
	}
	const due = dueOf(doc, from);
	if (due !== undefined) setDue(doc, to, due);
	const answer = dueAnswerOf(doc, from);
	if (answer !== null) answerDue(doc, to, answer);
}
