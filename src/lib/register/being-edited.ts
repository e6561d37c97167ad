/** Is somebody at work in there: the caret stands in a field, a field holds what was typed and not sent, or a form is on its way. */
export function isBeingEdited(elementId: string): boolean {
	const element = document.getElementById(elementId);
	if (element === null) return false;
	if (element.querySelector('[aria-busy=true]') !== null) return true;
	const fields = element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
		'textarea, input:not([type=hidden])'
	);
	return [...fields].some(
		(field) =>
			field === document.activeElement ||
			(field.type === 'checkbox'
				? (field as HTMLInputElement).checked !== (field as HTMLInputElement).defaultChecked
				: field.value !== field.defaultValue)
	);
}
