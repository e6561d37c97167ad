/** The people of the demo. Everybody and every body here is invented. */
import type { Role } from '#core/boards/people.ts';

export interface DemoPerson {
	readonly name: string;
	readonly agency: string;
	readonly email: string;
	/** '' means: computed from the name, so that two who share them stay a clash to be settled. */
	readonly initials: string;
	readonly role: Role;
}

export interface DemoBoard {
	readonly slug: string;
	readonly name: string;
	readonly place: string;
	readonly standingItems: readonly string[];
	readonly members: readonly DemoPerson[];
}

const person = (name: string, agency: string, role: Role = 'member', initials = ''): DemoPerson => ({
	name,
	agency,
	email: `${name
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[’']/g, '')
		.toLowerCase()
		.replaceAll(' ', '.')}@example.org`,
	initials,
	role
});

const CHAIR = person('Rosalind Achebe', 'Brackwater District Council', 'chair');
const CO_CHAIR = person('Beatrix Holloway', 'Marl Valley Integrated Care', 'co-chair');
const NOTETAKER = person('Ottilie Grange', 'Partnership Office', 'notetaker');
const MEMBER = person('Fintan O’Malley', 'Marl Valley Police');
const OBSERVER = person('Saoirse Quill', 'Harrowmere Youth Voice', 'observer');
const MANAGER = person('Marek Zieliński', 'Partnership Office');
const NURSE = person('Winifred Aske', 'Marl Valley NHS Trust');
const SCHOOLS = person('Hanna Birch', 'Brightwell Schools Trust');
const CHARITY = person('Hugo Bellamy', 'Tern House');
const FAMILIES = person('Dilys Marchetti', 'Harrowmere Council');

/** One press each on the demo's sign-in page. */
export const DEMO_SIGN_INS = [
	{ email: NOTETAKER.email, as: 'Notetaker' },
	{ email: CHAIR.email, as: 'Chair' },
	{ email: CO_CHAIR.email, as: 'Co-chair' },
	{ email: MEMBER.email, as: 'Member' },
	{ email: OBSERVER.email, as: 'Observer' }
] as const;

export const DEMO_BOARD: DemoBoard = {
	slug: 'harrowmere',
	name: 'Harrowmere Safeguarding Partnership Board',
	place: 'Harrowmere Town Hall, Council Chamber',
	standingItems: [
		'Introductions and apologies',
		'Notes of the last meeting',
		'Matters arising',
		'Partner updates',
		'Any other business',
		'Date of next meeting'
	],
	members: [
		CHAIR,
		CO_CHAIR,
		NOTETAKER,
		MANAGER,
		MEMBER,
		FAMILIES,
		person('Tobias Kern', 'Harrowmere Council'),
		person('Gareth Penhale', 'Harrowmere Council'),
		person('Nuala Frey', 'Brackwater District Council'),
		person('Priya Sandhu', 'Marl Valley NHS Trust'),
		NURSE,
		person('Leonie Brandt', 'Marl Valley Probation'),
		person('Oren Whitlock', 'Marl Valley Fire and Rescue'),
		person('Desmond Yarrow', 'Marl Valley Fire and Rescue'),
		SCHOOLS,
		person('Iain Foss', 'Brightwell Schools Trust'),
		CHARITY,
		person('Amara Sillitoe', 'Tern House'),
		person('Ruth Calloway', 'Marl Valley Police'),
		OBSERVER
	]
};

/** A sub-group that reports to the board. */
export const DEMO_SUB_GROUP: DemoBoard = {
	slug: 'harrowmere-learning',
	name: 'Learning and Practice Sub-group',
	place: 'Partnership Office, Mill Lane',
	standingItems: [
		'Apologies',
		'Notes of the last meeting',
		'Learning from practice',
		'Report to the Board',
		'Next meeting'
	],
	members: [
		{ ...NURSE, role: 'chair' },
		{ ...NOTETAKER, role: 'notetaker' },
		{ ...MANAGER, role: 'member' },
		{ ...SCHOOLS, role: 'member' },
		{ ...FAMILIES, role: 'member' },
		{ ...CHAIR, role: 'observer' }
	]
};
