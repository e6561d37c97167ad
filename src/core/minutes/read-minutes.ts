/** The minutes that a page says were on its screen: used only to put what changed since into words, and never trusted otherwise. */
import type { Minutes } from './minutes.ts';

const KINDS: readonly unknown[] = ['point', 'heading', 'bullet', 'paragraph', 'decision', 'action'];

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
	Array.isArray(value) && value.every(isOne);

const isDue = (due: unknown): boolean =>
	due === null ||
	(isObject(due) &&
		isText(due['written']) &&
		isText(due['kind']) &&
		(due['date'] === null || isText(due['date'])));

function isLine(line: unknown): boolean {
	if (!isObject(line) || !KINDS.includes(line['kind']) || !isText(line['id']) || !isText(line['text']))
		return false;
	const { kind, label, verb, withoutQuorum, owners, due } = line;
	if (label !== null && !isText(label)) return false;
	if (kind === 'decision') return isText(verb) && (withoutQuorum === undefined || isText(withoutQuorum));
	return (
		kind !== 'action' || (isDue(due) && isListOf(owners, (one) => isObject(one) && isText(one['written'])))
	);
}

const isItem = (item: unknown): boolean =>
	isObject(item) &&
	isText(item['id']) &&
	isText(item['label']) &&
	isText(item['title']) &&
	isListOf(item['lines'], isLine);

/** @returns null: not of that shape */
export function parseRead(text: string): Minutes | null {
	let sent: unknown;
	try {
		sent = JSON.parse(text);
	} catch {
		return null;
	}
	const isRead = isObject(sent) && isListOf(sent['items'], isItem) && Array.isArray(sent['roster']);
	return isRead ? (sent as unknown as Minutes) : null;
}
