/**
 * [I3] How often one person may ask for what costs the server much. The one place where these figures stand. They are far from
 * what anybody does by hand: whoever passes them is a script, or a page that went wrong.
 */

export interface Budget {
	/** At once, after a while of nothing. */
	readonly burst: number;
	readonly perMinute: number;
}

export const BUDGETS = {
	review: { burst: 60, perMinute: 60 },
	/** The slider asks again wherever it rests. */
	history: { burst: 120, perMinute: 120 },
	pdf: { burst: 20, perMinute: 20 },
	import: { burst: 20, perMinute: 10 },
	/** Reads everything there is; the server does one at a time, and a second that is asked for meanwhile is the same one. */
	check: { burst: 3, perMinute: 0.1 },
	/** Not there yet; when it is, this is what it may be asked. */
	search: { burst: 60, perMinute: 60 },
	/** Whatever else takes long: agenda, circulation, the record as text, the register as a table. */
	long: { burst: 120, perMinute: 120 },
	/** Forms of those who are not signed in, by network: a board of 45 signs in from one building within minutes. */
	stranger: { burst: 300, perMinute: 120 }
} as const satisfies Readonly<Record<string, Budget>>;

export type BudgetName = keyof typeof BUDGETS;

const OF_ROUTES: Readonly<Record<string, BudgetName>> = {
	'/meetings/[meeting]/review': 'review',
	'/meetings/[meeting]/history': 'history',
	'/meetings/[meeting]/history/item': 'history',
	'/meetings/[meeting]/minutes.pdf': 'pdf',
	'/boards/[board]/import': 'import',
	'/meetings/[meeting]/agenda': 'long',
	'/meetings/[meeting]/agenda/send': 'long',
	'/meetings/[meeting]/circulate': 'long',
	'/meetings/[meeting]/document': 'long',
	'/meetings/[meeting]/minutes.json': 'long',
	'/meetings/[meeting]/minutes.txt': 'long',
	'/boards/[board]/record': 'long',
	'/boards/[board]/register.csv': 'long'
};

/** Forms that cost more than the page they stand on. */
const OF_FORMS: Readonly<Record<string, BudgetName>> = {
	'/boards/[board]/record?/check': 'check'
};

/**
 * @param form of the page, as SvelteKit names it: `/check`; left out: the page itself, or its only form
 * @returns null: nothing that costs much
 */
export const budgetOf = (route: string | null, form = ''): BudgetName | null =>
	OF_FORMS[`${route}?${form}`] ?? OF_ROUTES[route ?? ''] ?? null;

/** Their names; what answers them is another process (server/pages/lanes.ts). */
export const LONG_ROUTES: readonly string[] = Object.keys(OF_ROUTES);

/** Who has been heard of lately. The oldest are forgotten first: their purses are full again, or they are one of a flood. */
const MOST_PURSES = 10_000;

/** What is left to each. */
export class Purses {
	readonly #purses = new Map<string, { left: number; at: number }>();

	/**
	 * @param now milliseconds of a clock that never goes back
	 * @returns seconds until they may ask again; 0: they may now
	 */
	spend(name: BudgetName, who: string, now: number): number {
		const { burst, perMinute } = BUDGETS[name];
		const key = `${name} ${who}`;
		const purse = this.#purses.get(key) ?? { left: burst, at: now };
		this.#purses.delete(key);
		this.#purses.set(key, purse);
		for (const oldest of this.#purses.keys()) {
			if (this.#purses.size <= MOST_PURSES) break;
			this.#purses.delete(oldest);
		}
		purse.left = Math.min(burst, purse.left + ((now - purse.at) / 60_000) * perMinute);
		purse.at = now;
		// Not quite one, by the way of floating numbers, is one.
		if (purse.left < 0.999) return Math.ceil(((1 - purse.left) / perMinute) * 60);
		purse.left--;
		return 0;
	}
}
