/** Is somebody at work in there: the caret stands in a field, or a field holds something that was typed and not sent. */
export function isBeingEdited(elementId: string): boolean {
	const element = document.getElementById(elementId);
	if (element === null) return false;
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
