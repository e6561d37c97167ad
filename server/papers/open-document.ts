/** [U11] OpenDocument text and presentations: macros, scripts, objects, what is fetched from elsewhere. */
import { Unfit, type Entry } from './archive.ts';
import { elementsOf, isLocalFile, isText, judgeLink, judgePart, textOf } from './parts.ts';

/** Following them is the reader's own decision; all other references are followed by the program that opens the file. */
const LINKS = new Set(['a', 'bookmark-ref', 'script']);

/** @throws Unfit */
export async function inspectOpenDocument(entries: readonly Entry[]): Promise<void> {
	for (const entry of entries) {
		if (entry.name.endsWith('/')) continue;
		if (/^(Basic|Scripts)\//i.test(entry.name)) throw new Unfit('macros');
		const text = isText(entry.name) ? await textOf(entry) : null;
		const head = text === null ? await entry.read(16) : Buffer.from(text.slice(0, 16), 'latin1');
		if (judgePart(entry.name, head)) throw new Unfit('archive');
		if (text === null) continue;
		if (entry.name === 'META-INF/manifest.xml') judgeManifest(text);
		else if (entry.name.endsWith('.xml')) judgeContent(text);
	}
}

function judgeManifest(text: string): void {
	for (const { name, attributes } of elementsOf(text)) {
		if (name === 'encryption-data') throw new Unfit('locked');
		if (/oleobject|vnd\.sun\.star\.basic/i.test(attributes['media-type'] ?? '')) throw new Unfit('program');
	}
}

function judgeContent(text: string): void {
	for (const { name, attributes } of elementsOf(text)) {
		if (name === 'event-listener' || name === 'script') throw new Unfit('macros');
		if (/^(plugin|applet|object-ole)$/.test(name)) throw new Unfit('program');
		if (/^(dde-source|dde-connection-decl)$/.test(name)) throw new Unfit('script');
		const href = attributes['href'];
		if (href === undefined || href === '') continue;
		if (/^(vnd\.sun\.star\.|macro:|slot:|service:|\.uno:)/i.test(href.trim())) throw new Unfit('macros');
		if (LINKS.has(name)) judgeLink(href);
		else if (name === 'template' ? !isLocalFile(href) && isElsewhere(href) : isElsewhere(href))
			throw new Unfit('remote');
	}
}

/** Within the file are names without a scheme that do not climb out of it. */
const isElsewhere = (href: string): boolean =>
	/^\s*([a-z][\w+.-]*:|[\\/]{1,2}|\.\.[\\/]\.\.)/i.test(href) || isLocalFile(href);
