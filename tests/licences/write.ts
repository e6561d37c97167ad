/** `npm run licences`: writes static/licences.txt anew, after a dependency came, went or changed. */
import { writeFileSync } from 'node:fs';
import { FILE, licencesText } from './list.ts';

writeFileSync(FILE, licencesText());
