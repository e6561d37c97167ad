/** Which actions of a register, in what order: one value, read from an address and written into one. */
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { ACTION_STATES, STATE_WORDS, type ActionState } from './register.ts';

/** `running`: not closed yet. `overdue`: open and its day has passed. */
export const STATE_FILTERS = ['running', 'open', 'overdue', 'reported-done', 'closed', 'all'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

export const STATE_FILTER_WORDS: Readonly<Record<StateFilter, string>> = {
	running: 'Not closed',
	overdue: 'Overdue',
	all: 'All',
	...STATE_WORDS
};

export const REGISTER_SORTS = ['due', 'newest', 'oldest', 'owner', 'changed'] as const;
export type RegisterSort = (typeof REGISTER_SORTS)[number];

export const SORT_WORDS: Readonly<Record<RegisterSort, string>> = {
	due: 'Due soonest',
	newest: 'Newest meeting',
	oldest: 'Oldest meeting',
	owner: 'Owner, A to Z',
	changed: 'Changed last'
};

/** Letters the search needs. */
export const SHORTEST_TEXT = 3;

export interface RegisterFilter {
	readonly state: StateFilter;
	/** `me`, `nobody`, or an `ownerKey`; null: whoever owns it. */
	readonly owner: string | null;
	readonly meeting: MeetingId | null;
	/** Words that reference or sentence hold; shorter than {@link SHORTEST_TEXT}: any. */
	readonly text: string;
	readonly sort: RegisterSort;
	/** From 1. */
	readonly page: number;
}

export const WHOLE_REGISTER: RegisterFilter = {
	state: 'running',
	owner: null,
	meeting: null,
	text: '',
	sort: 'due',
	page: 1
};

/** What an address cannot mean is left at its default, so that an old or a mistyped link still shows the register. */
export function readFilter(params: { get(name: string): string | null }): RegisterFilter {
	const owner = params.get('owner') ?? '';
	const page = Number(params.get('page') ?? '1');
	return {
		state: STATE_FILTERS.find((state) => state === params.get('state')) ?? 'running',
		owner: /^(?:[a-z0-9]{2,32}|:[\p{L}\p{N}-]{0,64})$/u.test(owner) ? owner : null,
		meeting: parseId<MeetingId>(params.get('meeting')),
		// No word has a control character in it, and the index takes U+0000 for the end of what it is asked.
		text: (params.get('text') ?? '')
			.normalize('NFC')
			.replace(/[\s\p{Cc}]+/gu, ' ')
			.trim()
			.slice(0, 100),
		sort: REGISTER_SORTS.find((sort) => sort === params.get('sort')) ?? 'due',
		page: Number.isInteger(page) && page > 0 && page < 1_000_000 ? page : 1
	};
}

/** "?owner=me&state=overdue", or '' where nothing differs from the default. */
export function filterQuery(filter: RegisterFilter): '' | `?${string}` {
	const params = new Map<string, string>();
	if (filter.state !== 'running') params.set('state', filter.state);
	if (filter.owner !== null) params.set('owner', filter.owner);
	if (filter.meeting !== null) params.set('meeting', filter.meeting);
	if (filter.text !== '') params.set('text', filter.text);
	if (filter.sort !== 'due') params.set('sort', filter.sort);
	if (filter.page !== 1) params.set('page', String(filter.page));
	const pairs = [...params].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The states a filter lets through, before any date is looked at. */
export function statesOf(filter: StateFilter): readonly ActionState[] {
	switch (filter) {
		case 'running':
			return ['open', 'reported-done'];
		case 'overdue':
			return ['open'];
		case 'all':
			return ACTION_STATES;
		case 'open':
		case 'reported-done':
		case 'closed':
			return [filter];
	}
}
