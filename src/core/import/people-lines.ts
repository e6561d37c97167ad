/** People as minutes list them: "Name (Org)", "Name (XX), Org - notes", "Name, Org", or several in one line. */
import { foldLetters, nameWords } from '#core/kernel/letters.ts';
import { initialsVariants } from '#core/reading/initials.ts';
import type { ParsedPerson } from './parsed.ts';
import type { SourceLine } from './source-lines.ts';
import { plainWords } from './source-lines.ts';

const BULLET = /^(?:[·•●▪◦‣\uf0b7\uf0a7*–-]|\d{1,2}[.)])\s{1,8}/;
const ROLE =
	/^(?:the\s)?(?:(?:co-?|vice[\s-]|deputy\s|acting\s|independent\s)?chair(?:man|woman|person)?|notes|minutes|minute[\s-]?taker|note[\s-]?taker|notetaker|scribe|secretary|secretariat|clerk|treasurer|deputy|observer|guest|in attendance|part|by phone|online|items?\s\d.{0,20}|(?:deputising|deputy|for|on behalf of)\s.{1,60})$/i;
const NOBODY = /^(?:none|nil|n\/a|no apologies|no apologies received|none received|all members)\b\.?$/i;

/** @returns null when the line does not look like people */
export function peopleOn(line: SourceLine, inline: boolean): ParsedPerson[] | null {
	const text = plainWords(line.text).replace(BULLET, '').trim();
	return peopleIn(text, line.number, inline);
}

export function peopleIn(text: string, line: number, inline: boolean): ParsedPerson[] | null {
	if (text === '' || NOBODY.test(text)) return [];
	const pieces = pieceOut(text, inline);
	const people = pieces.map((piece) => personIn(piece, line));
	return people.every((person) => person !== null) ? people : null;
}

/** Several people on one line are parted by ";" or by commas outside brackets. */
function pieceOut(text: string, inline: boolean): string[] {
	const parts = splitOutside(text.replace(/\.$/, ''), text.includes(';') ? ';' : ',');
	const bracketed = parts.filter((part) => part.includes('(')).length;
	const many =
		text.includes(';') ||
		(bracketed > 1 && bracketed >= parts.length - 1) ||
		parts.length > 3 ||
		(inline && parts.length > 1);
	if (!many) return [text];
	return parts
		.flatMap((part) => part.split(/\s(?:and|&)\s(?=\p{Lu})/u))
		.map((part) => part.replace(/^and\s/, '').trim())
		.filter((part) => part !== '');
}

function splitOutside(text: string, mark: string): string[] {
	const parts: string[] = [];
	let depth = 0;
	let start = 0;
	for (let i = 0; i < text.length; i++) {
		const letter = text[i];
		if (letter === '(' || letter === '[') depth++;
		else if (letter === ')' || letter === ']') depth = Math.max(0, depth - 1);
		else if (letter === mark && depth === 0) {
			parts.push(text.slice(start, i));
			start = i + 1;
		}
	}
	parts.push(text.slice(start));
	return parts.map((part) => part.trim());
}

function personIn(text: string, line: number): ParsedPerson | null {
	const open = text.indexOf('(');
	const close = open < 0 ? -1 : text.indexOf(')', open);
	const found = {
		name: text,
		agency: null as string | null,
		role: null as string | null,
		initials: null as string | null
	};
	const details: string[] = [];
	if (open > 0 && close > open) {
		found.name = text.slice(0, open).trim();
		details.push(text.slice(open + 1, close).trim());
		details.push(...afterName(text.slice(close + 1)));
	} else {
		const cut = /,\s|\s[-–—]\s|\t|\s{3}|:\s/.exec(text.slice(0, 200));
		if (cut) {
			found.name = text.slice(0, cut.index).trim();
			details.push(...afterName(text.slice(cut.index + cut[0].length)));
		}
	}
	if (!isName(found.name)) return null;
	for (const detail of details) {
		if (detail === '') continue;
		if (found.initials === null && isInitialsOf(detail, found.name)) found.initials = detail;
		else if (found.role === null && (ROLE.test(detail) || found.agency !== null)) found.role = detail;
		else if (found.agency === null) found.agency = detail;
		else found.role = `${found.role}, ${detail}`;
	}
	return { ...found, line };
}

function afterName(text: string): string[] {
	const rest = text
		.trim()
		.replace(/^[-–—,:]\s{0,4}/, '')
		.trim();
	const bracket = /^\(([^()]{1,80})\)$/.exec(rest);
	return rest === '' ? [] : [bracket?.[1] ?? rest];
}

/** "AG" for Andy Gotz, "GSc" for Gitte Schmidt. */
function isInitialsOf(text: string, name: string): boolean {
	if (!/^\p{Lu}[\p{L}]{1,5}$/u.test(text) || /^\p{Lu}\p{Ll}+$/u.test(text)) return false;
	const plain = foldLetters(text);
	return initialsVariants(name).some((initials) => {
		const known = foldLetters(initials);
		return (
			known === plain ||
			(known.length >= 2 &&
				known[0] === plain[0] &&
				text.length <= 4 &&
				plain.includes(known.at(-1) ?? '') &&
				/[a-z]/.test(text))
		);
	});
}

export function isName(text: string): boolean {
	if (text.length < 2 || text.length > 70 || /[\d?!=<>|@]/.test(text)) return false;
	const words = nameWords(text);
	return (
		words.length > 0 &&
		words.length <= 6 &&
		/^\p{Lu}/u.test(text) &&
		!/\.$/.test(text.replace(/\b\p{Lu}\.$/u, ''))
	);
}
