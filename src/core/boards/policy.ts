import type { Role } from './people.ts';

/**
 * Who may do what, readable aloud. Checked in every use case and again in the relay; the pages only hide what would
 * be refused anyway. `admin` keeps people and boards and may read nothing by that alone.
 */
export interface Standing {
	/** Roles held on this board today; empty for a stranger. A guest or deputy on a meeting's roster counts as `guest` there. */
	readonly roles: readonly (Role | 'guest')[];
	readonly admin: boolean;
}

export type BoardVerb =
	| 'read-board'
	| 'keep-members'
	| 'change-chair'
	| 'propose-chair'
	| 'set-duties'
	| 'check-record'
	| 'make-meeting'
	| 'set-quorum'
	| 'import-minutes'
	| 'read-register'
	| 'report-action'
	| 'settle-action'
	| 'keep-phrases'
	| 'set-bank-holidays';
export type MeetingVerb =
	| 'read-meeting'
	| 'write-minutes'
	| 'keep-agenda'
	| 'propose-item'
	| 'keep-roster'
	| 'keep-private-notes'
	| 'remark'
	| 'answer-remarks'
	| 'sign'
	| 'circulate';

const ALLOWED: Readonly<Record<BoardVerb | MeetingVerb, readonly (Role | 'guest')[]>> = {
	'read-board': ['chair', 'co-chair', 'notetaker', 'member', 'observer'],
	'keep-members': ['chair', 'co-chair', 'notetaker'],
	// Who signs: by one of those who do, or by two others together (usecases/SPEC.md D2). Never for oneself.
	'change-chair': ['chair', 'co-chair'],
	'propose-chair': ['chair', 'co-chair', 'notetaker', 'member'],
	'set-duties': ['chair', 'co-chair'],
	// Whether what was signed still stands as it was: for those who answer for it with their name.
	'check-record': ['chair', 'co-chair'],
	'make-meeting': ['chair', 'co-chair', 'notetaker'],
	'set-quorum': ['chair', 'co-chair', 'notetaker'],
	'import-minutes': ['chair', 'co-chair', 'notetaker'],
	'read-register': ['chair', 'co-chair', 'notetaker', 'member', 'observer'],
	// Besides these, the owner of an action may report on that one.
	'report-action': ['chair', 'co-chair', 'notetaker'],
	'settle-action': ['chair', 'co-chair', 'notetaker'],
	'keep-phrases': ['chair', 'co-chair', 'notetaker'],
	'set-bank-holidays': ['chair', 'co-chair', 'notetaker'],
	'read-meeting': ['chair', 'co-chair', 'notetaker', 'member', 'observer', 'guest'],
	'write-minutes': ['chair', 'co-chair', 'notetaker', 'member', 'guest'],
	'keep-agenda': ['chair', 'co-chair', 'notetaker'],
	'propose-item': ['chair', 'co-chair', 'notetaker', 'member'],
	'keep-roster': ['chair', 'co-chair', 'notetaker'],
	// Whoever takes the notes; where there is no notetaker, that is the chair.
	'keep-private-notes': ['chair', 'co-chair', 'notetaker'],
	// Whoever reads may say something about it; what becomes of a suggestion is for those who answer for the text.
	remark: ['chair', 'co-chair', 'notetaker', 'member', 'observer', 'guest'],
	'answer-remarks': ['chair', 'co-chair', 'notetaker'],
	sign: ['chair', 'co-chair'],
	circulate: ['chair', 'co-chair', 'notetaker']
};

export function may(standing: Standing, verb: BoardVerb | MeetingVerb): boolean {
	if (standing.admin && verb === 'keep-members') return true;
	return standing.roles.some((role) => ALLOWED[verb].includes(role));
}
