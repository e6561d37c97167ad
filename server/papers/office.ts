/** [U11] Word and slides (OPC): macros, objects, what is fetched from elsewhere, fields that run something. */
import { readArchive, Unfit, type Entry } from './archive.ts';
import { elementsOf, isLocalFile, isText, judgeLink, judgePart, plain, textOf } from './parts.ts';

/** A chart brings its figures as a workbook, so that is looked into as well: once, and by the same rules. */
const DEEPEST = 1;
const WORKBOOK = /\/embeddings\/[^/]+\.(xlsx|docx|pptx)$/i;

/** @throws Unfit */
export async function inspectOffice(entries: readonly Entry[], depth = 0): Promise<void> {
	for (const entry of entries) {
		if (entry.name.endsWith('/')) continue;
		const text = isText(entry.name) ? await textOf(entry) : null;
		const head = text === null ? await entry.read(16) : Buffer.from(text.slice(0, 16), 'latin1');
		if (judgePart(entry.name, head)) await inspectWithin(entry, depth);
		if (text === null) continue;
		if (/\.rels$/i.test(entry.name)) judgeRelationships(text);
		else if (/^\[Content_Types\]\.xml$/i.test(entry.name)) judgeTypes(text);
		else judgeContent(text);
	}
}

async function inspectWithin(entry: Entry, depth: number): Promise<void> {
	if (depth >= DEEPEST || !WORKBOOK.test(`/${entry.name}`)) throw new Unfit('archive');
	const entries = readArchive(await entry.read(entry.size));
	if (!entries.some(({ name }) => name === '[Content_Types].xml')) throw new Unfit('archive');
	await inspectOffice(entries, depth + 1);
}

function judgeTypes(text: string): void {
	const types = [...elementsOf(text)].map(({ attributes }) => attributes['ContentType'] ?? '');
	if (types.some((type) => /macroEnabled|vbaProject|vnd\.ms-office\.vba/i.test(type)))
		throw new Unfit('macros');
	if (types.some((type) => /activeX|webextension/i.test(type))) throw new Unfit('program');
}

function judgeRelationships(text: string): void {
	for (const { name, attributes } of elementsOf(text)) {
		if (name !== 'Relationship') continue;
		const { Type: type = '', Target: target = '', TargetMode: mode = '' } = attributes;
		const kind = type.split('/').at(-1)?.toLowerCase() ?? '';
		if (/vbaproject|wordvbadata|macro/.test(kind)) throw new Unfit('macros');
		if (/^(control|activexcontrolbinary|oleobject|webextension|webextensiontaskpanes)$/.test(kind))
			throw new Unfit('program');
		// A piece of another kind of file (HTML, RTF) that is taken in when the text is opened.
		if (kind === 'afchunk') throw new Unfit('foreign');
		if (mode.trim().toLowerCase() !== 'external') continue;
		if (kind === 'hyperlink') judgeLink(target);
		// A template on its writer's own disk is found nowhere else, and asks nobody for it.
		else if (kind !== 'attachedtemplate' || !isLocalFile(target)) throw new Unfit('remote');
	}
}

const INSTRUCTION = /<(?:[\w.-]+:)?instrText\b[^>]*>([^<]*)</g;
const RUNS = /\b(DDE|DDEAUTO|MACROBUTTON)\b/i;
const FETCHES =
	/\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|RD|DATABASE)\b[^\\]{0,20}?["“]?\s*(https?:|ftp:|file:|\\\\|\/\/)/i;
/** Words put together from numbers of characters, so that they are not read here. */
const SPELT = /\bQUOTE\b(\s+\d{2,3}\b){3}/i;

function judgeContent(text: string): void {
	// A field may be cut into any number of runs.
	const fields = [...text.matchAll(INSTRUCTION)].map(([, words = '']) => plain(words));
	const simple: string[] = [];
	for (const { name, attributes } of elementsOf(text)) {
		if (name === 'fldSimple' && attributes['instr'] !== undefined) simple.push(attributes['instr']);
		if (/^ppaction:\/\/(program|macro|ole)/i.test((attributes['action'] ?? '').trim()))
			throw new Unfit('link');
		if (/^(ddeLink|oleLink)$/.test(name)) throw new Unfit('remote');
	}
	for (const words of [fields.join(''), fields.join(' '), simple.join(' ; ')]) {
		if (RUNS.test(words)) throw new Unfit('script');
		if (SPELT.test(words)) throw new Unfit('script');
		if (FETCHES.test(words)) throw new Unfit('remote');
	}
}
