import { parseTrino } from '../src/sql/guard/trino-parser.ts';

// The first statement of a worker pays for loading the grammar. It is parsed here, by a clock that stands still, so that
// no test's statement runs into the guard's time limit for that reason while both processors are busy.
parseTrino('SELECT 1', () => 0);
