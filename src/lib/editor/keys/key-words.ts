/** Keys as people read them. */

/** "Mod-Alt-a" as the keyboard in front of one is labelled: "Ctrl + Alt + A", on a Mac "Cmd + Option + A". */
export function keyWords(keys: string, mac: boolean): string {
	const words: Readonly<Record<string, string>> = {
		Mod: mac ? 'Cmd' : 'Ctrl',
		Alt: mac ? 'Option' : 'Alt',
		ArrowUp: '↑',
		ArrowDown: '↓',
		Escape: 'Esc'
	};
	return keys
		.split('-')
		.map((key) => words[key] ?? (key.length === 1 ? key.toUpperCase() : key))
		.join(' + ');
}

export const onMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.platform);
