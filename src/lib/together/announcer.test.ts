import { expect, test } from 'vitest';
import { Announcer, type Level } from './announcer.ts';

const MABEL = ['p1', 'Mabel Birch'] as const;
const COLM = ['p2', 'Colm Deakin'] as const;
const CARYS = ['p3', 'Carys Dunne'] as const;
const OLIVE = ['p4', 'Olive Sayer'] as const;

/** An announcer of a page that has stood for a minute, with Mabel here. */
function announcer(level: Level) {
	let now = 0;
	const words = new Announcer(level, () => now);
	words.connected();
	words.people(new Map([MABEL]));
	now = 60_000;
	const say = () => words.take((item) => `item ${item}`);
	return {
		words,
		say,
		/** Time goes on. */
		after: (ms: number) => void (now += ms),
		/** What is said when it is next due. */
		next: () => {
			now += words.due ?? 0;
			return say();
		},
		changed: (item: string, name: string | null, mine = '3') => words.changed({ item, name }, mine)
	};
}

test('[Z5] changes are gathered and said by item, with who made them', () => {
	const { changed, next } = announcer('all');
	changed('3, Harbour patrols', 'Mabel Birch');
	changed('5', 'Colm Deakin');
	changed('3, Harbour patrols', 'Mabel Birch');
	changed('5', 'Carys Dunne');
	expect(next()).toBe(
		'Mabel Birch changed item 3, Harbour patrols. Colm Deakin and Carys Dunne changed item 5.'
	);
	expect(next()).toBeNull();
});

test('[Z5] many at once are counted: of people more than two, of items more than three', () => {
	const { changed, next } = announcer('all');
	for (const name of ['Mabel Birch', 'Colm Deakin', 'Carys Dunne']) changed('1', name);
	for (const item of ['2', '3', '4', '5']) changed(item, 'Mabel Birch');
	expect(next()).toBe(
		'3 others changed item 1. Mabel Birch changed item 2. Mabel Birch changed item 3. 2 more items were changed.'
	);
});

test('[Z6] where nobody can be named the item is said, and nobody is guessed', () => {
	const { changed, next } = announcer('all');
	changed('3', null);
	expect(next()).toBe('Changed: item 3.');
});

test('[Z5] at most every five seconds', () => {
	const { changed, next, say, after } = announcer('all');
	changed('1', 'Mabel Birch');
	expect(next()).not.toBeNull();
	changed('2', 'Mabel Birch');
	after(4999);
	expect(say()).toBeNull();
	after(1);
	expect(say()).toBe('Mabel Birch changed item 2.');
});

test('[Z5] not before the person has not typed for two seconds', () => {
	const { words, changed, say, after } = announcer('all');
	changed('1', 'Mabel Birch');
	for (let key = 0; key < 40; key++) {
		words.typed();
		after(200);
		expect(say()).toBeNull();
	}
	after(1799);
	expect(say()).toBeNull();
	after(1);
	expect(say()).toBe('Mabel Birch changed item 1.');
});

test('[Z5] the same again within half a minute is not said again', () => {
	const { changed, next, after } = announcer('all');
	changed('1', 'Mabel Birch');
	expect(next()).not.toBeNull();
	after(10_000);
	changed('1', 'Mabel Birch');
	changed('2', 'Mabel Birch');
	expect(next()).toBe('Mabel Birch changed item 2.');
	after(20_000);
	changed('1', 'Mabel Birch');
	expect(next()).toBe('Mabel Birch changed item 1.');
});

test('[Z5] levels: off says nothing, people who comes and goes, my item what changes there, all everything', () => {
	const heard = (level: Level) => {
		const { words, changed, next } = announcer(level);
		words.people(new Map([MABEL, COLM]));
		changed('3', 'Mabel Birch');
		changed('4', 'Mabel Birch');
		return next();
	};
	expect(heard('off')).toBeNull();
	expect(heard('people')).toBe('Colm Deakin came in.');
	expect(heard('mine')).toBe('Colm Deakin came in. Mabel Birch changed item 3.');
	expect(heard('all')).toBe('Colm Deakin came in. Mabel Birch changed item 3. Mabel Birch changed item 4.');
});

test('[Z5] another level begins with what comes after it was chosen', () => {
	const { words, changed, next } = announcer('all');
	changed('3', 'Mabel Birch');
	words.people(new Map([MABEL, COLM]));
	words.choose('people');
	expect(next()).toBeNull();
	words.people(new Map([COLM]));
	expect(next()).toBe('Mabel Birch left.');
});

test('[Z5] who went and is back within one batch never left; many are counted', () => {
	const { words, next, after } = announcer('people');
	words.people(new Map());
	after(100);
	words.people(new Map([MABEL]));
	expect(next()).toBeNull();
	words.people(new Map([MABEL, COLM, CARYS, OLIVE]));
	expect(next()).toBe('Colm Deakin, Carys Dunne and Olive Sayer came in.');
	words.people(new Map());
	after(5000);
	expect(next()).toBe('Mabel Birch, Colm Deakin and 2 more left.');
});

test('[Z5] whoever is here when the page opens, or when the line is back, has not come in', () => {
	const { words, next, after } = announcer('people');
	words.connected();
	words.people(new Map());
	after(1000);
	words.people(new Map([MABEL, COLM]));
	after(5000);
	expect(next()).toBeNull();
});

test('[Z5] the text that stood there before one came is no change; what was missed while the line was cut is', () => {
	let now = 0;
	const words = new Announcer('all', () => now);
	words.connected();
	words.changed({ item: '1', name: 'Mabel Birch' }, '');
	expect(words.due).toBeNull();
	now = 60_000;
	words.connected();
	words.changed({ item: '1', name: 'Mabel Birch' }, '');
	now += words.due ?? 0;
	expect(words.take((item) => `item ${item}`)).toBe('Mabel Birch changed item 1.');
});
