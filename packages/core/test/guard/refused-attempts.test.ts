import { describe, expect, it } from 'vitest';
import { CASE_COLUMNS } from '../../src/cases/index.ts';
import { CaseInsightsError } from '../../src/errors.ts';
import { guardStatement, scopeStatement } from '../../src/sql/guard/index.ts';
import { REFUSED_ATTEMPTS } from './refused-attempts.ts';

const scope = { caseTable: 'case_summary', database: 'case_insights', accounts: ['111111111111'] };

describe.each([
  { read: 'the case table', compact: undefined },
  { read: 'its compact copy', compact: { view: 'case_summary_compact', columns: CASE_COLUMNS } },
])('attempts to read past a scope in $read', ({ compact }) => {
  it.each(REFUSED_ATTEMPTS)('are %s: %s', async (verdict, statement) => {
    const scoped = async () =>
      scopeStatement(await guardStatement(statement, () => 0), { ...scope, compact });
    const error: unknown = await scoped().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CaseInsightsError);
    expect(error).toMatchObject({ code: verdict });
  });
});
