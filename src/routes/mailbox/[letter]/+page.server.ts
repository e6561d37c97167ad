import { mailboxLetter } from '#server/views/mail/mailbox-page.ts';
import { refuseToShow } from '../../refuse.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!locals.config.demo) refuseToShow({ code: 'not-found' });
	const letter = await mailboxLetter(locals.config.dataDir, params.letter);
	if (letter === null) refuseToShow({ code: 'not-found' });
	return { letter };
};
