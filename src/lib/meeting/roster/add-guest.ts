import { deserialize } from '$app/forms';
import { invalidateAll } from '$app/navigation';

/** Puts a guest on the roster of the meeting whose page this is. @returns what went wrong, or null; the roster is then new */
export async function addGuest(name: string, agency: string): Promise<string | null> {
	const body = new FormData();
	for (const [field, value] of [
		['kind', 'add-guest'],
		['name', name],
		['agency', agency],
		['deputyFor', '']
	] as const)
		body.set(field, value);
	try {
		const response = await fetch('?/roster', {
			method: 'POST',
			body,
			headers: { 'x-sveltekit-action': 'true' }
		});
		const result = deserialize(await response.text());
		if (result.type !== 'success')
			return result.type === 'failure' && typeof result.data?.['message'] === 'string'
				? result.data['message']
				: 'The guest was not added. Nothing else was changed; try again.';
		await invalidateAll();
		return null;
	} catch {
		return 'The server could not be reached, so nobody was added. Try again when the lamp says Saved.';
	}
}
