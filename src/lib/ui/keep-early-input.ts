type Field = HTMLInputElement | HTMLTextAreaElement;

const isTick = (field: Field): field is HTMLInputElement =>
	field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio');

/**
 * What somebody opened, typed and chose while the script of the page was still on its way. When it comes it sets everything to
 * what the server said. Only in forms: a field of the shared text, which a browser may fill by itself on a reload, is not typed in.
 * @returns does it once more
 */
export function keepEarlyInput(): () => void {
	const opened = [...document.querySelectorAll<HTMLDetailsElement>('details[open]')];
	const fields = [
		...document.querySelectorAll<Field>('form :is(input:not([type=hidden], [type=file]), textarea)')
	];
	const typed = fields
		.filter((field) => !isTick(field) && field.value !== field.defaultValue)
		.map((field) => ({ field, value: field.value }));
	const ticked = fields
		.filter(isTick)
		.filter(({ checked, defaultChecked }) => checked !== defaultChecked)
		.map((field) => ({ field, checked: field.checked }));
	const chosen = [...document.querySelectorAll<HTMLSelectElement>('form select')]
		.filter(({ options }) =>
			[...options].some(({ selected, defaultSelected }) => selected && !defaultSelected)
		)
		.map((field) => ({ field, value: field.value }));
	return () => {
		for (const details of opened) details.open = true;
		for (const { field, value } of [...typed, ...chosen]) {
			if (field.value === value) continue;
			field.value = value;
			field.dispatchEvent(new Event('input', { bubbles: true }));
			field.dispatchEvent(new Event('change', { bubbles: true }));
		}
		for (const { field, checked } of ticked) {
			if (field.checked === checked) continue;
			field.checked = checked;
			field.dispatchEvent(new Event('change', { bubbles: true }));
		}
	};
}
