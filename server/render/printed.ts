/** Minutes → what the printed page shows, every string ready: the template sets type and decides nothing. */
import { timesOf, ONE_MAY_DO_BOTH } from '#core/record/canonical.ts';
import { HEAD_LABEL, headWords } from '#core/record/chain-head.ts';
import { dayWords, dueWords, nextWords } from '#core/mail/circulation-text.ts';
import { legend } from '#core/reading/initials.ts';
import { paperWords } from '#core/agenda/item-papers.ts';
import type { Marking } from '#core/record/record-marking.ts';
import {
	actionSentence,
	type ActionLine,
	type Line,
	type Minutes,
	type MinutesAttendee,
	type Owner
} from '#core/minutes/minutes.ts';
import { ROLE_WORDS } from '#core/boards/people.ts';
import { courseWords, movementWords } from '#core/roster/quorum.ts';
import { unreachable } from '#core/kernel/result.ts';
import { longDate, longInstant, type Instant } from '#core/kernel/time.ts';

export type Printed = ReturnType<typeof printed>;

/** @returns what to set; headings and the title are never empty, PDF/UA forbids it */
export function printed(minutes: Minutes, marking: Marking) {
	const title = shown(minutes.title)
		? minutes.title
		: shown(minutes.board)
			? minutes.board
			: 'Notes of a meeting';
	const date = longDate(minutes.date);
	const actions = minutes.items.flatMap((item) => item.lines.filter((line) => line.kind === 'action'));
	const signed = marking.state === 'signed';
	return {
		documentTitle: `Notes of ${title}, ${date}${signed ? '' : ' (draft)'}`,
		title,
		board: minutes.board,
		eyebrow: minutes.board === minutes.title ? 'Notes of the meeting' : minutes.board,
		date,
		state: signed ? 'Signed record' : 'Draft, not signed',
		footerState: signed ? `Signed record ${shortDigest(marking.sha256)}` : 'Draft, not signed',
		watermark: signed ? null : 'DRAFT',
		made: signed ? utcParts(Math.max(...marking.signatures.map((signature) => signature.signedAt))) : null,
		facts: facts(minutes),
		people: people(minutes.roster),
		movements: (minutes.movements ?? []).map(movementWords),
		quorum: minutes.quorum ? courseWords(minutes.quorum) : [],
		signing: minutes.oneMayDoBoth ? [ONE_MAY_DO_BOTH] : [],
		items: minutes.items.map((item) => ({
			label: `${item.label.replace(/\.$/, '')}.`,
			title: shown(item.title) ? item.title : 'Untitled item',
			papers: (item.papers ?? []).map(paperWords),
			lines: item.lines.filter((line) => line.kind !== 'heading' || shown(line.text)).map(printedLine)
		})),
		next: minutes.next === null ? null : nextWords(minutes.next),
		actions: actions.map((action) => ({
			label: action.label ?? '',
			owners: action.owners.map(ownerWords).join(', ') || 'No owner',
			words: action.text,
			due: dueWords(action.due, action.text)
		})),
		closing: closing(marking)
	};
}

/** Whether there is anything to see: not only spaces, joiners and other characters without a shape. */
const shown = (text: string): boolean => /[^\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text);

/** The first 12 hex digits: enough to tell two papers apart by eye. */
export const shortDigest = (sha256: string): string => sha256.slice(0, 12);

function facts(minutes: Minutes): [string, string][] {
	const rows: [string, string][] = [['Date', dayWords(minutes.date)]];
	const time = timesOf(minutes.start, minutes.end);
	if (time !== '') rows.push(['Time', time]);
	if (minutes.place !== '') rows.push(['Place', minutes.place]);
	if (minutes.chair !== null)
		rows.push([
			'Chaired by',
			minutes.chair.agency === '' ? minutes.chair.name : `${minutes.chair.name} (${minutes.chair.agency})`
		]);
	return rows;
}

function people(roster: readonly MinutesAttendee[]) {
	// What each is called by in the actions, one meaning for each: the same that resolves them.
	const initials = legend(roster.map(({ name, initials }, index) => ({ id: String(index), name, initials })));
	const of = (attendance: MinutesAttendee['attendance']) =>
		roster.flatMap((entry, index) =>
			entry.attendance === attendance ? [person(entry, initials.get(String(index)) ?? entry.initials)] : []
		);
	const groups = [
		{ title: 'Present', rows: of('present'), empty: 'Nobody is marked as present.' },
		{ title: 'Apologies', rows: of('apologies'), empty: 'There were no apologies.' },
		{ title: 'Absent', rows: of('absent'), empty: '' },
		{ title: 'Not yet marked', rows: of('expected'), empty: '' }
	];
	return groups.filter((group) => group.rows.length > 0 || group.empty !== '');
}

function person(entry: MinutesAttendee, initials: string) {
	const role =
		entry.role === 'member' ? '' : entry.role === 'guest' ? 'guest' : ROLE_WORDS[entry.role].toLowerCase();
	const deputy = entry.deputyFor === null ? '' : `for ${entry.deputyFor}`;
	const notes = [role, deputy, entry.note].filter((part) => part !== '');
	return { name: entry.name, agency: entry.agency, initials, note: notes.join(', ') };
}

function printedLine(line: Line) {
	switch (line.kind) {
		case 'point':
			return { kind: line.kind, label: line.label ?? '', text: line.text };
		case 'decision':
			return {
				kind: line.kind,
				label: line.label ?? '',
				verb: line.verb,
				text: line.text,
				lacks: line.withoutQuorum === undefined ? '' : `Taken without a quorum: ${line.withoutQuorum}.`
			};
		case 'action':
			return { kind: line.kind, ...actionParts(line), due: dueWords(line.due, line.text) };
		case 'heading':
		case 'bullet':
		case 'paragraph':
			return { kind: line.kind, text: line.text };
		default:
			return unreachable(line);
	}
}

/** The sentence in two: the owners, set bold, and the rest with its joining space or colon. */
function actionParts(line: ActionLine): { owners: string; words: string } {
	const owners = line.owners.length === 0 ? '' : actionSentence(line.owners, '');
	return { owners, words: actionSentence(line.owners, line.text).slice(owners.length) };
}

function closing(marking: Marking) {
	if (marking.state === 'draft')
		return {
			title: 'Draft',
			signatures: [],
			sentences: ['These notes are a draft. They are not signed and may still change.'],
			digests: []
		};
	return {
		title: 'Signed',
		signatures: marking.signatures.map((signature) => ({
			name: signature.name,
			role: signature.role,
			when: longInstant(signature.signedAt)
		})),
		sentences: [
			...(marking.agreed === undefined ? [] : [marking.agreed]),
			'The digest below is that of the signed text. Whoever holds the record can recompute it.'
		],
		digests: [
			['SHA-256 of this record', groups(marking.sha256)],
			...(marking.previous === null ? [] : [['Digest of the record before it', groups(marking.previous)]]),
			...(marking.chain === undefined
				? []
				: [[`${HEAD_LABEL} up to this signature`, headWords(marking.chain)]])
		]
	};
}

const groups = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ');

function utcParts(at: Instant): number[] {
	const date = new Date(at);
	return [
		date.getUTCFullYear(),
		date.getUTCMonth() + 1,
		date.getUTCDate(),
		date.getUTCHours(),
		date.getUTCMinutes(),
		date.getUTCSeconds()
	];
}

/** "ID (Ines Dahl)", "Anyone from the Board": as written, and whom it means where that is one person. */
function ownerWords({ written, resolved }: Owner): string {
	return resolved.kind === 'person' && resolved.name !== written ? `${written} (${resolved.name})` : written;
}
