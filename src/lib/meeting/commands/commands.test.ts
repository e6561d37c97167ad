import { expect, test } from 'vitest';
import { COMMANDS, HABITS } from './commands.ts';

const keys = COMMANDS.flatMap((command) => command.keys);

test('no command has a letter or a sign alone for its key', () => {
	const alone = keys.filter((key) => !/^(Mod|Alt|Cmd)-/.test(key));
	expect(alone.sort()).toEqual(['Escape', 'Shift-Tab', 'Tab']);
});

test('no key means two commands, and no two commands have one name', () => {
	expect(new Set(keys).size).toBe(keys.length);
	const names = [...COMMANDS.map(({ name }) => name), ...HABITS.map(({ what }) => what)];
	expect(new Set(names).size).toBe(names.length);
});

test('a command whose keys write a letter where AltGr is Ctrl and Alt has other keys, too', () => {
	const letters = COMMANDS.filter(({ keys: [first = ''] }) => /^Mod-Alt-[a-z]$/.test(first));
	expect(letters.filter((command) => command.keys.length < 2).map(({ name }) => name)).toEqual([]);
});
