import type { RegisterRow } from '#server/views/register/register-rows.ts';

/** What came of the last press, as the forms of the register answer. */
export type Said =
	| { readonly done: string; readonly action: string; readonly row: RegisterRow | null }
	| {
			readonly message: string;
			readonly field: string;
			readonly values: {
				readonly action: string;
				readonly verb: string;
				readonly note: string;
				readonly words: string;
				readonly outside: string;
			};
	  };

/** The action it is about. */
export const aboutAction = (said: Said | null): string | null =>
	said === null ? null : 'done' in said ? said.action : said.values.action;
