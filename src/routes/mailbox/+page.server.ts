import { mailboxList } from '#server/views/mail/mailbox-page.ts';
import { refuseToShow } from '../refuse.ts';
import type { PageServerLoad } from './$types';

/** The demo's own mailbox; anywhere else there is no such page. */
export const load: PageServerLoad = async ({ locals }) => {
	if (!locals.config.demo) refuseToShow({ code: 'not-found' });
	return { letters: await mailboxList(locals.config.dataDir) };
};
