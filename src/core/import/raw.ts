import type { Verb } from '#core/minutes/minutes.ts';

/** As read, before owners and dues are looked up. */
export type RawLine = { text: string; readonly line: number } & (
	| {
			readonly kind: 'point' | 'bullet' | 'paragraph';
			readonly label: string | null;
			readonly heading: string | null;
	  }
	| { readonly kind: 'heading' }
	| {
			readonly kind: 'decision';
			readonly label: string | null;
			readonly heading: string | null;
			readonly verb: Verb;
	  }
	| {
			readonly kind: 'action';
			readonly point: string | null;
			/** Owners named apart from the words: in a bracket at the end, on a line "Owner: …". */
			apart: readonly string[];
			/** A due on a line of its own. */
			due: string | null;
	  }
);

export interface RawItem {
	readonly label: string | null;
	readonly title: string;
	readonly line: number;
	readonly lines: RawLine[];
}
