/** What a piece brings, read out of the bytes of its update: by those few that are more than letters. */
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { YType, type Content } from '#core/wire/content-rules.ts';
import type { Piece } from './scan.ts';

/** Content by the numbers of Yjs' format. */
export const Kind = { Gc: 0, Deleted: 1, String: 4, Format: 6, Type: 7, Any: 8 } as const;

const WORDS: Content = { kind: 'words' };

/** @param update has been read by scan.ts: its lengths add up, and no field is one that no object has */
export function contentAt(
	update: Uint8Array,
	{ kind, type, at }: Pick<Piece, 'kind' | 'type' | 'at'>
): Content {
	switch (kind) {
		case Kind.String:
			return WORDS;
		case Kind.Type:
			return type === YType.XmlElement
				? { kind: 'type', type, node: nameAt(update, at) }
				: { kind: 'type', type: isOurs(type) ? type : -1, node: null };
		case Kind.Any:
			return { kind: 'values', values: valuesAt(update, at) };
		case Kind.Format:
			return { kind: 'mark', mark: decoding.readVarString(decoderAt(update, at)) };
		default:
			return { kind: 'other', what: 'things of other kinds' };
	}
}

const NUMBERS: ReadonlySet<number> = new Set(Object.values(YType));
const isOurs = (type: number): boolean => NUMBERS.has(type);

function decoderAt(update: Uint8Array, at: number): decoding.Decoder {
	const decoder = decoding.createDecoder(update);
	decoder.pos = at;
	return decoder;
}

/** Behind the number of the type. */
function nameAt(update: Uint8Array, at: number): string {
	const decoder = decoderAt(update, at);
	decoding.readVarUint(decoder);
	return decoding.readVarString(decoder);
}

function valuesAt(update: Uint8Array, at: number): unknown[] {
	const decoder = decoderAt(update, at);
	return Array.from({ length: decoding.readVarUint(decoder) }, () => decoding.readAny(decoder) as unknown);
}

/** Which type of Yjs stands there, by number, and what an element is called. -1: none of ours. */
export function typeOf(type: unknown): { readonly type: number; readonly node: string | null } {
	if (type instanceof Y.XmlElement) return { type: YType.XmlElement, node: type.nodeName };
	if (type instanceof Y.XmlText) return { type: YType.XmlText, node: null };
	if (type instanceof Y.XmlFragment) return { type: YType.XmlFragment, node: null };
	if (type instanceof Y.Text) return { type: YType.Text, node: null };
	if (type instanceof Y.Map && !(type instanceof Y.XmlHook)) return { type: YType.Map, node: null };
	return { type: type instanceof Y.Array ? YType.Array : -1, node: null };
}
