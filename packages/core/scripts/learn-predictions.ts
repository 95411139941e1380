import { writeFileSync } from 'node:fs';
import { learnedFrom } from '../src/sql/guard/trino-parser.ts';
import { TYPICAL_STATEMENTS } from '../test/guard/typical-statements.ts';

/*
 * Writes the tables that the guard starts with, to the file named. They hold for one version of the grammar: to be run
 * again after an update of dt-sql-parser or a change of the typical statements.
 */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write.');
writeFileSync(file, `${JSON.stringify(learnedFrom(TYPICAL_STATEMENTS))}\n`);
