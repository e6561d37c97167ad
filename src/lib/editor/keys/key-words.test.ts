import { expect, test } from 'vitest';
import { keyWords } from './key-words.ts';

test('keys are shown as the keyboard is labelled', () => {
	expect(keyWords('Mod-Alt-a', false)).toBe('Ctrl + Alt + A');
	expect(keyWords('Mod-Shift-Enter', true)).toBe('Cmd + Shift + Enter');
	expect(keyWords('Alt-ArrowUp', true)).toBe('Option + ↑');
});
