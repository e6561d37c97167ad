import { parseId, type MeetingId, type PaperId } from '#core/ids.ts';
import { paperContent } from '#server/views/meeting-agenda.ts';
import { refuseToShow } from '../../../../refuse.ts';
import type { RequestHandler } from './$types';

/**
 * [U7] What somebody attached is shown or saved, and never run in our name. Only a PDF is shown. Its page may load and run
 * nothing; `sandbox`, which all others get, is left out for it alone, because Chromium's viewer then shows nothing.
 */
export const GET: RequestHandler = async ({ locals, params }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	const paper = parseId<PaperId>(params.paper);
	const { actor, deps, config } = locals;
	if (meeting === null || paper === null || actor === null) refuseToShow({ code: 'not-found' });
	const reader = { person: actor.person, now: deps.now() };
	const found = await paperContent(deps.db, config.dataDir, reader, meeting, paper);
	if (found === null) refuseToShow({ code: 'not-found' });
	const { name, kind, type, bytes, content } = found;
	const shown = kind === 'pdf';
	const policy =
		"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
	return new Response(content, {
		headers: {
			'content-type': type,
			'content-length': String(bytes),
			'content-disposition': `${shown ? 'inline' : 'attachment'}; ${fileNameOf(name, kind)}`,
			'x-content-type-options': 'nosniff',
			'content-security-policy': shown ? policy : `${policy}; sandbox`,
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
