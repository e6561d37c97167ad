/** Branded ids: text from outside becomes one only by {@link parseId}, new ones come from `server/usecases/kernel/deps.ts`. */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type PersonId = Id<'person'>;
export type BoardId = Id<'board'>;
export type MeetingId = Id<'meeting'>;
export type MembershipId = Id<'membership'>;
export type ChairChangeId = Id<'chair-change'>;
export type AttendanceId = Id<'attendance'>;
/** One action, from the line in the draft to the row in the register. */
export type ActionId = Id<'action'>;
export type SnapshotId = Id<'snapshot'>;
export type CirculationId = Id<'circulation'>;
export type LetterId = Id<'letter'>;
export type ProposalId = Id<'proposal'>;
export type PaperId = Id<'paper'>;
export type RemarkId = Id<'remark'>;

/** Letters and digits only, so that an id is safe in a path, a query and a document name. */
const SHAPE = /^[a-z0-9]{8,32}$/;

/** In the shared document also longer: what is made beside an item or a line has its id and a sign more. */
const OWN = /^[a-z0-9]{8,40}$/;

/** What every object answers to is no id: where an object is asked by id, it would answer. */
const isAnswered = (text: string): boolean => text in Object.prototype;

/** @returns the id, or null when the text cannot be one. */
export function parseId<T extends Id<string>>(text: unknown): T | null {
	return typeof text === 'string' && SHAPE.test(text) && !isAnswered(text) ? (text as T) : null;
}

/** Whether it is the id of an item, a line, an owner or a meeting, as they stand in the shared document. */
export const isOwnId = (text: unknown): boolean =>
	typeof text === 'string' && OWN.test(text) && !isAnswered(text);
