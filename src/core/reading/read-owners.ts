/**
 * Who owns an action: read from its words, and resolved against a meeting's roster. Nothing is guessed: where the words do
 * not clearly begin with owners there are none, and where two people fit both are named.
 */
import { foldLetters } from '#core/kernel/letters.ts';

export { candidates, resolveOwner } from './resolve-owner.ts';

export interface Owners {
	/** As written: "ID", "Anyone from the Board". */
	readonly owners: readonly string[];
	/** The words behind them, every character kept: "to invite Sharon Flannery". */
	readonly rest: string;
}

/** Does the meeting know this name? Lets a first name or a body ("Travis", "Estates") be an owner. */
export type Knows = (name: string) => boolean;
const nobody: Knows = () => false;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const ROLES = words(
	'chair chairman chairwoman chairperson co-chair co-chairs vice-chair deputy-chair secretary secretariat clerk treasurer ' +
		'notetaker note-taker minute-taker administrator coordinator co-ordinator manager director'
);
const GROUP_HEADS = words('all any anyone anybody everyone everybody each every both');
const GROUP_NOUNS = words(
	'all members member partners partner agencies agency attendees colleagues present everyone leads lead chairs co-chairs ' +
		'representatives reps boroughs authorities councils trusts sites schools staff officers organisations organizations ' +
		'sub-groups subgroups teams services trustees governors councillors residents providers districts forces'
);
const BODIES = words(
	'board team council councils police group sub-group subgroup unit secretariat service services trust panel partnership ' +
		'office agency authority department directorate committee executive forum office ministry university college clinic ' +
		'probation hospital network'
);
/** Capitalised words that open a sentence about a thing and not about who does it. */
const THINGS = words(
	'action actions learning sets set register plan plans report reports strategy policy paper papers minutes notes terms draft ' +
		'agenda risk risks annual budget review reviews framework programme project guidance meeting meetings update updates data ' +
		'template letter letters item items case cases protocol website funding bids next following date dates discussion ' +
		'this that these those it there proposal proposals survey document documents response workshop event audit information ' +
		'deadline details copies copy links link work point points log list terms reference and or the a an in on at by for from ' +
		'with without if when once after before until upon subject as to of please decision decided further no note noted'
);
const NOT_INITIALS = words(
	'NB PS RE FYI AOB ETA TBC TBA TBD ASAP OK PLAN LOG POINT POINTS ITEM ITEMS LIST NOTE NOTES NONE NIL AND OR TO FOR THE ACTION ACTIONS'
);

const NAME_WORD = /\p{Lu}[\p{L}\p{M}'’.-]*/uy;
const PARTICLES = words('de del della der den di du la le van von of for the and');
const TITLE =
	/(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Rev|Revd|Canon|DCI|DI|Supt|Superintendent|Inspector)\.?\s/y;
const INITIALS =
	/(?:\p{Lu}{2,6}[a-z]{0,3}|\p{Lu}\p{Ll}\p{Lu}|\p{Lu}\.\s?\p{Lu}\.(?:\s?\p{Lu}\.)?)(?![\p{L}\p{N}])/uy;
const SEPARATOR = /\s{0,3}(?:,\s{0,3}and\s|,|\/|;|&|\sand\s)\s{0,3}/y;
const SPACE = /\s{1,8}/y;
const BRACKET = /\s?\([^()\n]{1,40}\)/y;
/** What follows the owners of an action: it begins with a word that says they shall do it. */
const CUE =
	/(?:to|will|would|shall|should|must|can|who|agreed|undertook|offered|volunteered|promised|committed|tasked|asked|(?:was|were|is|are|has|have)\s(?:\w{1,12}\s)?(?:to|asked|tasked|agreed|offered|undertaken|volunteered))(?![\p{L}\p{N}])/uy;
const MARK = /\s{0,3}(?::|\s[-–—])\s{0,3}/y;

function at(pattern: RegExp, text: string, from: number): string | null {
	pattern.lastIndex = from;
	return pattern.exec(text)?.[0] ?? null;
}

interface Part {
	readonly end: number;
	/** `sure`: initials, a role, a group, a titled or known name; `shape`: merely looks like a name or a body. */
	readonly trust: 'sure' | 'shape' | 'weak';
}

/**
 * [O1] The owners a text clearly begins with, or null. "ID to …", "DM, PL and KL to …", "Caroline Dawes to …",
 * "All members to …", "The Chair to …", "KO will …", "LC: …". Linear: looks at a bounded number of characters.
 */
export function leadingOwners(text: string, knows: Knows = nobody): Owners | null {
	const start = text.length - text.trimStart().length;
	const owners: string[] = [];
	let trust: Part['trust'] = 'sure';
	let from = start;
	while (owners.length < 12) {
		const part = ownerAt(text, from, knows);
		if (!part) return null;
		owners.push(text.slice(from, part.end).trim());
		if (part.trust !== 'sure' && trust !== 'weak') trust = part.trust;
		const separator = at(SEPARATOR, text, part.end);
		if (separator === null) return ending(text, part.end, owners, trust);
		from = part.end + separator.length;
	}
	return null;
}

function ending(text: string, from: number, owners: readonly string[], trust: Part['trust']): Owners | null {
	const space = at(SPACE, text, from);
	if (space !== null) {
		const behind = from + space.length;
		const cue = at(CUE, text, behind);
		if (cue !== null && trust !== 'weak' && !isAboutAThing(text.slice(behind, behind + 80), trust))
			return { owners, rest: text.slice(behind) };
	}
	const mark = at(MARK, text, from);
	if (mark !== null && trust === 'sure' && text.length > from + mark.length)
		return { owners, rest: text.slice(from + mark.length) };
	return null;
}

const PASSIVE =
	/^(?:to|will|would|shall|should|must|can)\s+(?:also\s+)?be\s+(?!(?:a|an|the|our|their|its|lead|present|available|in|on|at|part|responsible|point)\b)/;
const INANIMATE =
	/^(?:to|will|would|shall|should|must|can)\s+(?:also\s+)?(?:include|go|follow|cover|remain|take\s+place|reflect|start|begin|run|continue|feature|become|come\s+(?:to|back)|form|set\s+out|show|contain|mean|need|expire|happen|have)\b/;

/** "Action Learning Sets to be …": what shall be done to something names no owner. */
function isAboutAThing(cue: string, trust: Part['trust']): boolean {
	return PASSIVE.test(cue) || (trust !== 'sure' && INANIMATE.test(cue));
}

function ownerAt(text: string, from: number, knows: Knows): Part | null {
	const found =
		groupAt(text, from) ?? roleAt(text, from) ?? initialsAt(text, from) ?? nameAt(text, from, knows);
	if (!found) return null;
	const bracket = at(BRACKET, text, found.end);
	return bracket === null ? found : { ...found, end: found.end + bracket.length };
}

/** The words from here on, at most `most`, with where each ends. */
function wordsAt(text: string, from: number, most: number): { word: string; end: number }[] {
	const found: { word: string; end: number }[] = [];
	let position = from;
	while (found.length < most) {
		let end = position;
		while (end < text.length && end - position < 40 && /[^\s,;:/&()]/.test(text[end] ?? '')) end++;
		if (end === position) break;
		found.push({ word: text.slice(position, end), end });
		if (!/\s/.test(text[end] ?? '')) break;
		position = end + 1;
	}
	return found;
}

const plain = (word: string): string => foldLetters(word).replaceAll('.', '');

/** "All", "All members", "Anyone from the Board", "Board members", "Each agency". */
function groupAt(text: string, from: number): Part | null {
	const found = wordsAt(text, from, 8);
	const [first] = found;
	if (!first) return null;
	const head = plain(first.word);
	if (!/^\p{Lu}/u.test(first.word) && !/^(?:all|any|every)(?:one|body)?$/.test(head)) return null;
	if (GROUP_HEADS.has(head)) {
		const cue = found.findIndex(
			({ end, word }, index) => index > 0 && at(CUE, text, end - word.length) !== null
		);
		const last = found[(cue < 0 ? found.length : cue) - 1] ?? first;
		const inside = found.slice(1, found.indexOf(last) + 1).map(({ word }) => plain(word));
		const named = inside.length === 0 || /^(?:from|of|on|in|at|present)$/.test(inside[0] ?? '');
		const fits = named || GROUP_NOUNS.has(inside.at(-1) ?? '') || /^\p{Lu}{2,8}s?$/u.test(last.word);
		if (!fits || (head.length < 5 && head !== 'all' && inside.length === 0)) return null;
		return { end: last.end, trust: 'sure' };
	}
	const noun = found.slice(0, 3).findIndex(({ word }) => GROUP_NOUNS.has(plain(word)) && word !== 'lead');
	const closing = found[noun];
	if (!closing || THINGS.has(head) || /ing$/.test(head)) return null;
	return {
		end: closing.end,
		trust: noun === 0 && !/^(?:members|partners|agencies)$/.test(head) ? 'shape' : 'sure'
	};
}

/** "The Chair", "Chair", "Minute Secretary", "the notetaker". */
function roleAt(text: string, from: number): Part | null {
	const found = wordsAt(text, from, 4);
	const article = /^the$/i.test(found[0]?.word ?? '') ? 1 : 0;
	const [first, second] = found.slice(article);
	if (first && ROLES.has(plain(first.word)) && (article === 1 || /^\p{Lu}/u.test(first.word)))
		return { end: first.end, trust: 'sure' };
	if (
		first &&
		second &&
		ROLES.has(plain(second.word)) &&
		/^\p{Lu}/u.test(first.word) &&
		!THINGS.has(plain(first.word))
	)
		return { end: second.end, trust: 'sure' };
	if (article === 1 && first && BODIES.has(plain(first.word)) && /^\p{Lu}/u.test(first.word))
		return { end: first.end, trust: 'sure' };
	return null;
}

function initialsAt(text: string, from: number): Part | null {
	const found = at(INITIALS, text, from);
	if (found === null || NOT_INITIALS.has(found)) return null;
	const behind = text[from + found.length] ?? '';
	// "MS-led review", "ICT’s", "WP3.2"
	return /['’\-–_@.]/.test(behind) && /\S/.test(text[from + found.length + 1] ?? '')
		? null
		: { end: from + found.length, trust: 'sure' };
}

/** A name of two to six capitalised words, a titled one, or a single one the meeting knows. */
function nameAt(text: string, from: number, knows: Knows): Part | null {
	const title = at(TITLE, text, from);
	const article = /^the\s/i.exec(text.slice(from, from + 4))?.[0].length ?? 0;
	let end = from + article;
	let count = 0;
	let last = '';
	let thing = false;
	let known = -1;
	for (let position = end; count < 7;) {
		const word = at(NAME_WORD, text, position);
		if (word !== null) {
			end = position + word.length;
			last = plain(word);
			if (THINGS.has(last) && count === 0) return null;
			thing ||= THINGS.has(last);
			count++;
			if (knows(text.slice(from, end))) known = end;
		} else {
			const particle = wordsAt(text, position, 1)[0];
			if (
				count === 0 ||
				!particle ||
				!PARTICLES.has(particle.word) ||
				at(NAME_WORD, text, particle.end + 1) === null
			)
				break;
			// "and" inside a name only as in "Health and Social Care Trust": decided by the body word at the end.
			if (particle.word === 'and') break;
			position = particle.end + 1;
			continue;
		}
		if (text[end] !== ' ') break;
		position = end + 1;
	}
	if (known >= 0) return { end: known, trust: 'sure' };
	if (count === 0) return null;
	if (title !== null && count > 1) return { end, trust: 'sure' };
	if (BODIES.has(last) && !(count === 1 && article === 0 && last !== 'team' && last !== 'police'))
		return { end, trust: 'shape' };
	if (article > 0) return null;
	if (/^(?:Department|Ministry|Office|University)\s/.test(text.slice(from, from + 12)))
		return { end, trust: 'shape' };
	return !thing && count >= 2 && count <= 4 ? { end, trust: 'shape' } : null;
}

/**
 * [O8] Owners and what they are to do: "LC to publicise the dates". Under an action such a line is likely another one;
 * whoever writes is asked, and until they say so it stays what it is.
 */
export function readsAsAction(text: string, knows: Knows = nobody): Owners | null {
	const lead = leadingOwners(text, knows);
	return lead && /^to\s\S/.test(lead.rest) ? lead : null;
}

const TRAILING = /(?:\(|\[|\s)\s?(action|actions|lead|owner|by)?\s?:?\s?([^()[\]:]{1,80})[)\]]?\.?$/i;

/**
 * [O2] Owners at the end: "… (Action: JT)", "… Action: Clerk", and "… (SP & CJ)" where the meeting knows them all.
 * @returns the owners and the words before them
 */
export function trailingOwners(text: string, knows: Knows = nobody): Owners | null {
	const tail = text.trimEnd();
	const from = Math.max(0, tail.length - 100);
	const closed = /[)\]]\.?$/.test(tail);
	const open = closed ? Math.max(tail.lastIndexOf('('), tail.lastIndexOf('[')) : lastAction(tail, from);
	if (open < from || open < 1) return null;
	const match = TRAILING.exec(tail.slice(open));
	if (!match) return null;
	const marked = match[1] !== undefined;
	if (!marked && !closed) return null;
	const listed = ownerList((match[2] ?? '').trim().replace(/[.;,]$/, ''), knows);
	if (!listed || (!marked && !listed.every(knows))) return null;
	return { owners: listed, rest: tail.slice(0, open).trimEnd() };
}

function lastAction(text: string, from: number): number {
	const match = /\sactions?\s?:\s?[^:]{1,60}$/i.exec(text.slice(from));
	return match ? from + match.index : -1;
}

/** [O3] A field that holds nothing but owners: "JT / MS", "SP & CJ", "Caroline Dawes and the Chair". */
export function ownerList(text: string, knows: Knows = nobody): readonly string[] | null {
	const owners: string[] = [];
	let from = text.length - text.trimStart().length;
	const end = text.trimEnd().length;
	while (owners.length < 20) {
		const part = ownerAt(text, from, knows);
		if (!part) return null;
		owners.push(text.slice(from, part.end));
		if (part.end >= end) return owners;
		const separator = at(SEPARATOR, text, part.end);
		if (separator === null) return null;
		from = part.end + separator.length;
		if (from >= end) return owners;
	}
	return null;
}
