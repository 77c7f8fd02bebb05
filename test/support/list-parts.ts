import { REAL_PARTS, realParts } from './real-parts.ts';

/** `node test/support/list-parts.ts`: a line for each part that real tests use, with where it lies. For CI's log. */
const found = await realParts();
for (const part of REAL_PARTS) console.log(`${part.padEnd(13)} ${found[part] ?? 'not here'}`);
