import { mailboxAttachment } from '#server/views/mail/mailbox-page.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	if (!locals.config.demo || !/^\d{1,3}$/.test(params.attachment)) refuseToShow({ code: 'not-found' });
	const attachment = await mailboxAttachment(locals.config.dataDir, params.letter, Number(params.attachment));
	if (attachment === null) refuseToShow({ code: 'not-found' });
	// Only a PDF is shown in the browser; whatever else a letter carries is saved, never run.
	const pdf = attachment.type === 'application/pdf';
	const name = attachment.name.replace(/[^\w .-]+/g, '_');
	return new Response(Buffer.from(attachment.content), {
		headers: {
			'content-type': pdf ? 'application/pdf' : 'application/octet-stream',
			'content-disposition': `${pdf ? 'inline' : 'attachment'}; filename="${name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
