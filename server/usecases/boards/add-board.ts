import type { BoardId, PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { boardBySlug, insertBoard, type Board } from '#server/store/boards/boards.ts';
import { placePerson, parsePerson } from '#server/usecases/accounts/add-person.ts';
import { personByEmail, type Person } from '#server/store/boards/people.ts';
import type { Store } from '#server/store/database/database.ts';
import { londonDate, type CalendarDate } from '#core/kernel/time.ts';
import { recordChairChange } from './record-chair-change.ts';
import { begin } from './move-membership.ts';
import { boardTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { lineOf, parseDate, parseEmail, parseLine, parseSlug } from '#server/usecases/kernel/parse.ts';

/** What the agenda of a board starts from until the board says otherwise. */
export const STANDING_ITEMS = [
	'Apologies',
	'Notes of the last meeting',
	'Matters arising',
	'Partner updates',
	'Any other business',
	'Next meeting'
] as const;

export interface AddBoard {
	readonly slug: string;
	readonly name: string;
	/** Slug of the board it reports to; '' for none. */
	readonly parent?: string;
	readonly place?: string;
	/** With co-chairs: whether one signature is enough. */
	readonly signingRule?: 'any' | 'all';
	/** Titles of the items every agenda starts from; {@link STANDING_ITEMS} when not said. */
	readonly standingItems?: readonly string[];
	/** [D2] Who chairs it first: known by that e-mail, or made a person with name and agency. */
	readonly chair: {
		readonly email: string;
		readonly name?: string;
		readonly agency?: string;
		readonly initials?: string;
		/** The first day; today when not said. */
		readonly from?: string;
	};
}

/**
 * Administrators make boards and name the first chair, who is somebody else; who sits on them after that is for the boards
 * [D2].
 */
export async function addBoard(deps: Deps, actor: Actor, command: AddBoard): Promise<Result<Board, Refusal>> {
	if (!actor.admin) return err({ code: 'not-allowed', what: 'add boards' });
	const slug = parseSlug('slug', command.slug);
	if (!slug.ok) return slug;
	const name = parseLine('name', command.name, 'the name of the board', 120);
	if (!name.ok) return name;
	return deps.db.transaction().execute(async (store) => {
		if ((await boardBySlug(store, slug.value)) !== null)
			return err({
				code: 'taken',
				field: 'slug',
				message: `There is a board with the address ${slug.value} already.`
			});
		const above = lineOf(command.parent);
		const parent = above === '' ? null : await boardBySlug(store, above);
		if (above !== '' && parent === null)
			return err({
				code: 'invalid',
				field: 'parent',
				message: `There is no board with the address ${above}.`
			});
		const chair = await parseChair(deps, store, actor, command.chair);
		if (!chair.ok) return chair;
		const board: Board = {
			id: deps.newId<BoardId>(),
			slug: slug.value,
			name: name.value,
			parent: parent?.id ?? null,
			signingRule: command.signingRule ?? 'any',
			place: lineOf(command.place).slice(0, 200),
			standingItems: command.standingItems ?? STANDING_ITEMS,
			quorum: null,
			oneMayDoBoth: false
		};
		await insertBoard(store, board, deps.now());
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'add-board',
			subject: board.id,
			detail: { slug: board.slug, name: board.name }
		});
		await seat(deps, store, actor, board.id, chair.value);
		if (parent !== null) await raiseTopic(store, boardTopic(parent.id));
		return ok(board);
	});
}

interface FirstChair {
	readonly known: PersonId | null;
	/** To be made a person. */
	readonly person: Person | null;
	readonly agency: string;
	readonly initials: string;
	readonly from: CalendarDate;
}

/** Everything that could refuse comes before anything is written. */
async function parseChair(
	deps: Deps,
	store: Store,
	actor: Actor,
	chair: AddBoard['chair']
): Promise<Result<FirstChair, Refusal>> {
	const email = parseEmail('chairEmail', chair.email);
	if (!email.ok)
		return err({
			code: 'invalid',
			field: 'chairEmail',
			message:
				'Enter the e-mail address of the chair, such as name@example.org. Every board begins with its chair.'
		});
	const from =
		lineOf(chair.from) === ''
			? ok(londonDate(deps.now()))
			: parseDate('chairFrom', chair.from, 'the first day of the chair');
	if (!from.ok) return from;
	const agency = lineOf(chair.agency).slice(0, 120);
	const initials = lineOf(chair.initials).slice(0, 8);
	const known = await personByEmail(store, email.value);
	if (known !== null) {
		if (known.id === actor.person) return err({ code: 'separate-duties', which: 'own-role' });
		if (known.disabledAt != null)
			return err({
				code: 'invalid',
				field: 'chairEmail',
				message: `${known.name} may not sign in, so they cannot chair. Name somebody else, or enable them first.`
			});
		return ok({ known: known.id, person: null, agency: agency || known.agency, initials, from: from.value });
	}
	if (lineOf(chair.name) === '')
		return err({
			code: 'invalid',
			field: 'chairName',
			message: `Nobody with ${email.value} is known yet. Enter the name of the chair, too.`
		});
	const person = parsePerson(deps, {
		name: chair.name ?? '',
		email: email.value,
		agency,
		initials
	});
	return person.ok ? ok({ known: null, person: person.value, agency, initials, from: from.value }) : person;
}

async function seat(
	deps: Deps,
	store: Store,
	actor: Actor,
	board: BoardId,
	{ known, person, agency, initials, from }: FirstChair
): Promise<void> {
	if (person !== null) await placePerson(deps, store, actor, person);
	const id = known ?? person?.id;
	if (id === undefined) return;
	const begun = await begin(deps, store, actor, {
		board,
		person: id,
		role: 'chair',
		agency,
		initials,
		from,
		to: null
	});
	await recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb: 'add-member',
		subject: board,
		detail: { person: id, membership: begun, role: 'chair', day: from }
	});
	await recordChairChange(
		deps,
		store,
		actor,
		{ board, person: id, from: '', to: 'chair', ended: null, until: null, begun },
		[]
	);
}
