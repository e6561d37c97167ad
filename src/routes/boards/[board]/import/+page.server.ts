import { redirect } from '@sveltejs/kit';
import { decodeText, undecodable } from '#core/import/decode-text.ts';
import { importMinutes } from '#server/usecases/minutes/import-minutes.ts';
import { importPage } from '#server/views/minutes/import-page.ts';
import { actorOf } from '../../../actor.ts';
import { refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const page = await importPage(locals.deps.db, params.board, actorOf(locals).person, locals.deps.now());
	return page.ok ? page.value : refuseToShow(page.error);
};

/** The fields as text; a chosen file stands for an empty text, for browsers that run no scripts. */
async function valuesOf(request: Request) {
	const data = await request.formData();
	const field = (name: string) => {
		const value = data.get(name);
		return typeof value === 'string' ? value : '';
	};
	const values = { text: field('text').replaceAll('\r\n', '\n'), title: field('title'), date: field('date') };
	const file = data.get('file');
	if (values.text.trim() !== '' || !(file instanceof File) || file.size === 0)
		return { values, unreadable: '' };
	const decoded = decodeText(new Uint8Array(await file.arrayBuffer()));
	return decoded.ok
		? { values: { ...values, text: decoded.text }, unreadable: '' }
		: { values, unreadable: undecodable(decoded.what) };
}

export const actions: Actions = {
	read: async ({ request }) => {
		const { values, unreadable } = await valuesOf(request);
		if (unreadable !== '') return refuse({ code: 'invalid', field: 'text', message: unreadable }, values);
		if (values.text.trim() === '')
			return refuse(
				{ code: 'invalid', field: 'text', message: 'Paste the text of the minutes, or choose a file.' },
				values
			);
		return { refusal: null, message: '', field: '', values };
	},
	make: async ({ locals, params, request }) => {
		const { deps } = locals;
		const actor = actorOf(locals);
		const { values, unreadable } = await valuesOf(request);
		if (unreadable !== '') return refuse({ code: 'invalid', field: 'text', message: unreadable }, values);
		const page = await importPage(deps.db, params.board, actor.person, deps.now());
		if (!page.ok) return refuse(page.error, values);
		const made = await importMinutes(deps, actor, { board: page.value.board.id, ...values });
		if (!made.ok) return refuse(made.error, values);
		redirect(303, `/meetings/${made.value.meeting}`);
	}
};
