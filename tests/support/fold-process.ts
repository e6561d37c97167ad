/** Folds the log of one document, and dies on the way: data directory, number of the document, point, how often it is passed before. */
import { foldDocument } from '#server/relay/fold/fold.ts';
import { connect } from '#server/store/database/database.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { setFoldPoint, type FoldPoint } from './kill-points.ts';

const [dataDir = '', document, point, nth] = process.argv.slice(2);
const sqlite = connect(dataDir, 'NORMAL');
const [read, writer] = [textReader(sqlite), foldWriter(sqlite)];
setFoldPoint(sqlite, point as FoldPoint, Number(nth));
await foldDocument(Number(document), read, writer, {
	// Later than every frame, so that all that may be forgotten is.
	now: () => Date.now() + 1000,
	keep: 0,
	pause: async () => undefined
});
