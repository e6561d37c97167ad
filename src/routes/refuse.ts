/** Refusal → answer of a page. The only such mapping. */
import { error, fail, type ActionFailure } from '@sveltejs/kit';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { unreachable } from '#core/kernel/result.ts';

export function statusOf(refusal: Refusal): number {
	switch (refusal.code) {
		case 'not-found':
			return 404;
		case 'signed-out':
			return 401;
		case 'not-allowed':
		case 'separate-duties':
			return 403;
		case 'invalid':
		case 'wrong-code':
		case 'code-expired':
		case 'nothing-to-send':
			return 400;
		case 'paper-being-checked':
		case 'paper-refused':
		case 'taken':
		case 'already-signed':
		case 'not-signed':
		case 'minutes-moved-on':
		case 'already-signed-by-you':
		case 'repair-of-signed':
		case 'nothing-to-repair':
			return 409;
		case 'too-many-tries':
		case 'ask-later':
			return 429;
		case 'history-lost':
			return 500;
		case 'too-large':
			return 413;
		case 'misshapen':
			return 400;
		case 'too-often':
			return 429;
		case 'storage-full':
			return 507;
		default:
			return unreachable(refusal);
	}
}

export interface Refused<V> {
	readonly refusal: Refusal;
	readonly message: string;
	/** The field the message belongs to; '' for the whole form. */
	readonly field: string;
	/** What was typed, so that nobody types it twice. */
	readonly values: V;
}

/** Of a form: the page shows the sentence beside the field and keeps what was typed. */
export function refuse<V extends Record<string, unknown> = Record<string, never>>(
	refusal: Refusal,
	values?: V
): ActionFailure<Refused<V>> {
	return fail(statusOf(refusal), {
		refusal,
		message: sentence(refusal),
		field: 'field' in refusal ? refusal.field : '',
		values: values ?? ({} as V)
	});
}

/** Of a page that cannot be shown at all. */
export function refuseToShow(refusal: Refusal): never {
	error(statusOf(refusal), sentence(refusal));
}

/** The fields of a form as text; files and repeated fields are for those who expect them. */
export async function fieldsOf<const N extends string>(
	request: Request,
	...names: readonly N[]
): Promise<Record<N, string>> {
	const data = await request.formData();
	const text = (name: N): string => {
		const value = data.get(name);
		return typeof value === 'string' ? value : '';
	};
	return Object.fromEntries(names.map((name) => [name, text(name)])) as Record<N, string>;
}
