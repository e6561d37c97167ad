import { expect, test } from 'vitest';
import { Unsaved } from './unsaved.ts';

function connected(): Unsaved {
	const unsaved = new Unsaved();
	unsaved.opened();
	unsaved.sent('step2');
	unsaved.acknowledged(1);
	return unsaved;
}

test('a change counts as unsaved until the frame that carries it is acknowledged', () => {
	const unsaved = connected();
	unsaved.made();
	unsaved.sent('update');
	unsaved.made();
	unsaved.sent('update');
	expect(unsaved.count).toBe(2);
	unsaved.acknowledged(2);
	expect(unsaved.count).toBe(1);
	unsaved.acknowledged(3);
	expect(unsaved.count).toBe(0);
});

test('changes made offline are saved by the step 2 of the next connection', () => {
	const unsaved = connected();
	unsaved.made();
	unsaved.made();
	unsaved.opened();
	expect(unsaved.count).toBe(2);
	unsaved.sent('step2');
	unsaved.acknowledged(1);
	expect(unsaved.count).toBe(0);
});

test('an update that overtakes the handshake does not vouch for what was typed offline', () => {
	const unsaved = connected();
	unsaved.made();
	unsaved.opened();
	unsaved.made();
	unsaved.sent('update');
	unsaved.acknowledged(1);
	expect(unsaved.count).toBe(2);
	unsaved.sent('step2');
	unsaved.acknowledged(2);
	expect(unsaved.count).toBe(0);
});
