/**
 * Papers: the files that go with an item of the agenda. What a file is, its content says; its name is only what people
 * call it. What can carry a program is refused.
 */

/** Bytes. A scanned report of 200 pages fits; the relay's disk does not fill by one slip. */
export const MAX_PAPER_BYTES = 25 * 1024 * 1024;
export const MAX_PAPER_WORDS = '25 MB';
/** Of one meeting. */
export const MOST_PAPERS = 200;

export const PAPER_KINDS = ['pdf', 'docx', 'pptx', 'odt', 'odp'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

export const PAPER_WORDS: Readonly<Record<PaperKind, string>> = {
	pdf: 'PDF',
	docx: 'Word',
	pptx: 'slides',
	odt: 'text (ODT)',
	odp: 'slides (ODP)'
};

export const PAPER_TYPES: Readonly<Record<PaperKind, string>> = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	odt: 'application/vnd.oasis.opendocument.text',
	odp: 'application/vnd.oasis.opendocument.presentation'
};

/**
 * [U13] What is known of a paper's content. `being-checked`: a scanner is set and has not answered yet. `not-checked`: there is no
 * scanner, or it had not come to this one when it was set.
 */
export const PAPER_CHECKS = ['not-checked', 'being-checked', 'checked', 'refused'] as const;
export type PaperCheck = (typeof PAPER_CHECKS)[number];

/** Beside the name of a paper. @param found what the scanner calls it */
export function checkWords(check: PaperCheck, found = ''): string {
	switch (check) {
		case 'not-checked':
			return 'Not checked for viruses';
		case 'being-checked':
			return 'Being checked for viruses';
		case 'checked':
			return 'Checked for viruses';
		case 'refused':
			return `Refused: the virus scanner found “${found}” in it, so the file was erased`;
	}
}

export const canBeOpened = (check: PaperCheck): boolean => check === 'not-checked' || check === 'checked';

/** [U14] Bytes that papers may take. */
export interface PaperLimits {
	readonly meeting: number;
	readonly board: number;
	readonly all: number;
	/** Of the disk, below which no paper is taken: several times what stops the typing, so that there is room for that. */
	readonly reserve: number;
}

/** A file that lies somewhere: its length, and any part of it. Fewer bytes than asked for stand at its end only. */
export interface Bytes {
	readonly length: number;
	read(at: number, length: number): Uint8Array;
}

/** Why a file is no paper, in a sentence that says what to do. */
export interface NoPaper {
	readonly problem: string;
}

const ACCEPTED =
	'A paper is a PDF, a Word file (.docx), slides (.pptx) or an OpenDocument text or presentation.';

/** [U3] What a file is, by its content. */
export function paperKind(file: Bytes): PaperKind | NoPaper {
	if (file.length === 0) return { problem: 'The file is empty. Choose it again.' };
	const head = file.read(0, 8);
	if (startsWith(head, '%PDF-')) return 'pdf';
	if (startsWith(head, '\u00d0\u00cf\u0011\u00e0'))
		return {
			problem:
				'This is a file of an old Office, or one with a password. Save it as .docx, .pptx or PDF without a password.'
		};
	if (!startsWith(head, 'PK\u0003\u0004'))
		return { problem: `By its content this is none of the files a paper can be. ${ACCEPTED}` };
	return archiveKind(file);
}

function archiveKind(file: Bytes): PaperKind | NoPaper {
	const names = entryNames(file);
	if (names === null)
		return { problem: 'The file is damaged or incomplete. Choose it again, or save it anew.' };
	if ([...names].some((name) => /(^|\/)vbaProject\.bin$|^Basic\//i.test(name)))
		return { problem: 'The file carries macros, which are programs. Save it without them, or as PDF.' };
	if (names.has('[Content_Types].xml')) {
		if (names.has('word/document.xml')) return 'docx';
		if (names.has('ppt/presentation.xml')) return 'pptx';
	}
	// The first entry of an OpenDocument file is its type, not compressed, right behind a head of 30 bytes and its name.
	const first = text(file.read(30, 100));
	if (first.startsWith('mimetypeapplication/vnd.oasis.opendocument.text')) return 'odt';
	if (first.startsWith('mimetypeapplication/vnd.oasis.opendocument.presentation')) return 'odp';
	return { problem: `By its content this is none of the files a paper can be. ${ACCEPTED}` };
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** A directory of a document has some hundred entries. */
const MOST_DIRECTORY_BYTES = 4 * 1024 * 1024;

/** The names in the directory of a ZIP; null: there is none, or it is cut off. */
function entryNames(file: Bytes): ReadonlySet<string> | null {
	const tail = file.read(Math.max(0, file.length - 65_557), 65_557);
	const view = viewOf(tail);
	let end = tail.length - 22;
	while (end >= 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
	if (end < 0) return null;
	const size = view.getUint32(end + 12, true);
	const from = view.getUint32(end + 16, true);
	if (size > MOST_DIRECTORY_BYTES || from + size > file.length) return null;
	const directory = file.read(from, size);
	const entries = viewOf(directory);
	const names = new Set<string>();
	for (let at = 0; at + 46 <= directory.length;) {
		if (entries.getUint32(at, true) !== DIRECTORY_ENTRY) return null;
		const length = entries.getUint16(at + 28, true);
		names.add(text(directory.subarray(at + 46, at + 46 + length)));
		at += 46 + length + entries.getUint16(at + 30, true) + entries.getUint16(at + 32, true);
	}
	return names;
}

const viewOf = (bytes: Uint8Array): DataView =>
	new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const startsWith = (bytes: Uint8Array, word: string): boolean =>
	text(bytes.subarray(0, word.length)) === word;

/** What people call a paper, from the name of its file: without folder and ending. */
export function paperName(fileName: string): string {
	const name = fileName
		.normalize('NFC')
		.replace(/^.*[\\/]/, '')
		.replace(/\.(pdf|docx|pptx|odt|odp)$/i, '')
		.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/[_\s]+/g, ' ')
		.trim();
	return name.slice(0, 160) || 'Paper';
}

/** "1.4 MB", "230 kB"; whatever there is, is a kilobyte at least. */
export const sizeWords = (bytes: number): string =>
	bytes >= 1_000_000
		? `${(bytes / 1_000_000).toFixed(1)} MB`
		: `${Math.max(bytes > 0 ? 1 : 0, Math.round(bytes / 1000))} kB`;
