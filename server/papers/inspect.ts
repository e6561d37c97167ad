/** [U11] [U12] What a file is, and whether it can be a paper: by its content, in the thread of inspect-thread.ts. */
import { paperProblem, type PaperProblem } from '#core/agenda/paper-problems.ts';
import { paperKind, type NoPaper, type PaperKind } from '#core/agenda/papers.ts';
import { readArchive, Unfit } from './archive.ts';
import { inspectOffice } from './office.ts';
import { inspectOpenDocument } from './open-document.ts';
import { inspectPdf } from './pdf.ts';

/** Readers of PDF take one for theirs that begins within so many bytes. */
const PDF_WITHIN = 1024;

export async function inspectPaper(bytes: Buffer): Promise<PaperKind | NoPaper> {
	const kind = paperKind({
		length: bytes.length,
		read: (at, length) => bytes.subarray(at, at + length)
	});
	if (typeof kind !== 'string') return kind;
	try {
		await look(kind, bytes);
		return kind;
	} catch (error) {
		if (error instanceof Unfit) return noPaper(error.problem);
		throw error;
	}
}

async function look(kind: PaperKind, bytes: Buffer): Promise<void> {
	if (kind === 'pdf') return inspectPdf(bytes);
	if (bytes.subarray(0, PDF_WITHIN).includes('%PDF-')) throw new Unfit('double');
	const entries = readArchive(bytes);
	return kind === 'docx' || kind === 'pptx' ? inspectOffice(entries) : inspectOpenDocument(entries);
}

export const noPaper = (problem: PaperProblem): NoPaper => ({ problem: paperProblem(problem) });
