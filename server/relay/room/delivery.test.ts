import { describe, expect, it } from 'vitest';
import type { PersonId } from '#core/kernel/ids.ts';
import { Delivery, type Reader } from './delivery.ts';

class Somebody implements Reader {
	readonly person: PersonId;
	wantsReach = true;
	canBeAsked = true;
	readonly asked: number[] = [];
	readonly told: (readonly [count: number, people: number])[] = [];

	constructor(person: string) {
		this.person = person as PersonId;
	}
	askReached(position: number): boolean {
		if (this.canBeAsked) this.asked.push(position);
		return this.canBeAsked;
	}
	tellReached(count: number, people: number): void {
		this.told.push([count, people]);
	}
}

const room = (...names: readonly string[]): Somebody[] => names.map((name) => new Somebody(name));

describe('[R81] whom what somebody wrote has reached', () => {
	it('[R81] is told when all who were asked have answered', () => {
		const reach = new Delivery<Somebody>();
		const [ann, ben, col] = room('ann', 'ben', 'col') as [Somebody, Somebody, Somebody];
		reach.wrote(ann, 3, 70);
		reach.ask([ann, ben, col], 70);
		reach.answered(ann, 70);
		reach.answered(ben, 70);
		expect(ann.told).toEqual([]);
		reach.answered(col, 70);
		expect(ann.told).toEqual([[3, 2]]);
	});

	it('[R81] is told a second later when somebody does not answer', () => {
		const reach = new Delivery<Somebody>();
		const [ann, ben, col] = room('ann', 'ben', 'col') as [Somebody, Somebody, Somebody];
		reach.wrote(ann, 1, 70);
		reach.ask([ann, ben, col], 70);
		reach.answered(ben, 70);
		reach.ask([ann, ben, col], 70);
		expect(ann.told).toEqual([[1, 1]]);
		expect(col.asked).toEqual([70]);
	});

	it('[R81] counts people, not their tabs, and not the one who wrote', () => {
		const reach = new Delivery<Somebody>();
		const [ann, other, ben, again] = room('ann', 'ann', 'ben', 'ben') as [
			Somebody,
			Somebody,
			Somebody,
			Somebody
		];
		const all = [ann, other, ben, again];
		reach.wrote(ann, 1, 70);
		reach.ask(all, 70);
		for (const one of all) reach.answered(one, 70);
		expect(ann.told).toEqual([[1, 1]]);
	});

	it('[R81] is what has been answered for, not what was answered before', () => {
		const reach = new Delivery<Somebody>();
		const [ann, ben] = room('ann', 'ben') as [Somebody, Somebody];
		reach.wrote(ann, 1, 70);
		reach.ask([ann, ben], 70);
		reach.wrote(ann, 2, 80);
		reach.answered(ann, 70);
		reach.answered(ben, 70);
		expect(ann.told).toEqual([]);
		reach.ask([ann, ben], 80);
		reach.answered(ann, 80);
		reach.answered(ben, 80);
		expect(ann.told).toEqual([[2, 1]]);
	});

	it('[R81] nobody is asked while nobody has written, or wants to know', () => {
		const reach = new Delivery<Somebody>();
		const [ann, ben] = room('ann', 'ben') as [Somebody, Somebody];
		reach.ask([ann, ben], 70);
		ann.wantsReach = false;
		reach.wrote(ann, 1, 70);
		reach.ask([ann, ben], 70);
		expect([...ann.asked, ...ben.asked]).toEqual([]);
	});

	it('[R81] an answer for what was never sent is not believed', () => {
		const reach = new Delivery<Somebody>();
		const [ann, ben] = room('ann', 'ben') as [Somebody, Somebody];
		reach.wrote(ann, 1, 70);
		reach.ask([ann, ben], 70);
		reach.answered(ben, 900);
		reach.wrote(ann, 2, 80);
		reach.ask([ann, ben], 80);
		expect(ann.told).toEqual([]);
		expect(ben.asked).toEqual([70, 80]);
	});

	it('[R81] somebody who is behind is asked when they have caught up, and whoever has left has nothing', () => {
		const reach = new Delivery<Somebody>();
		const [ann, ben, col] = room('ann', 'ben', 'col') as [Somebody, Somebody, Somebody];
		ben.canBeAsked = false;
		reach.wrote(ann, 1, 70);
		reach.ask([ann, ben, col], 70);
		ben.canBeAsked = true;
		reach.ask([ann, ben, col], 70);
		expect(ben.asked).toEqual([70]);
		reach.answered(ben, 70);
		reach.answered(col, 70);
		reach.answered(ann, 70);
		reach.left(col);
		reach.ask([ann, ben], 70);
		expect(ann.told.at(-1)).toEqual([1, 1]);
	});
});
