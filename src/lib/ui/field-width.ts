/** The width of a field says how long an answer it expects. */
export const widthOf = (chars: number | undefined): string =>
	chars === undefined ? 'width: 100%; max-width: 30rem' : `width: ${chars + 4}ch`;
