import { parseId, type MeetingId, type PaperId } from '#core/kernel/ids.ts';
import { paperContent } from '#server/views/agenda/meeting-agenda.ts';
import { refuseToShow } from '../../../../refuse.ts';
import type { RequestHandler } from './$types';

/**
 * What somebody may load, run or send from within a paper: nothing. Chromium's own viewer of PDFs works in it, and turns to
 * the page that the address ends in.
 */
const POLICY =
	"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** [U7] What somebody attached is shown or saved, and never run in our name. Only a PDF is shown. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	const paper = parseId<PaperId>(params.paper);
	const { actor, deps, config } = locals;
	if (meeting === null || paper === null || actor === null) refuseToShow({ code: 'not-found' });
	const reader = { person: actor.person, now: deps.now() };
	const found = await paperContent(deps.db, config.dataDir, reader, meeting, paper);
	if (!found.ok) refuseToShow(found.error);
	const { name, kind, type, bytes, content } = found.value;
	return new Response(content, {
		headers: {
			'content-type': type,
			'content-length': String(bytes),
			'content-disposition': `${kind === 'pdf' ? 'inline' : 'attachment'}; ${fileNameOf(name, kind)}`,
			'x-content-type-options': 'nosniff',
			'content-security-policy': POLICY,
			'cross-origin-resource-policy': 'same-origin',
			'cache-control': 'private, no-store'
		}
	});
};

/** RFC 6266: in ASCII for the old, in full for all others. */
function fileNameOf(name: string, ending: string): string {
	const file = `${name}.${ending}`;
	const plain = file.replace(/[^\w .()-]+/g, '_');
	const full = encodeURIComponent(file).replace(
		/['()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
	);
	return `filename="${plain}"; filename*=UTF-8''${full}`;
}
