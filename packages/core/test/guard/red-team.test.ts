import { describe, expect, it } from 'vitest';
import { CaseInsightsError } from '../../src/errors.ts';
import { guardStatement } from '../../src/sql/guard/index.ts';
import { STATEMENTS } from './red-team-statements.ts';
import { TEXTS } from './red-team-texts.ts';

const RED_TEAM = { ...STATEMENTS, ...TEXTS };

/** Time stands still but for the statements that take too much of it: a busy machine must not change a verdict. */
const clockFor = (verdict: string) => (verdict === 'complexity' ? Date.now : () => 0);

/** The kind of statement that was let through, or the rule that refused it. */
async function verdictOn(statement: string, now: () => number): Promise<string> {
  try {
    return (await guardStatement(statement, now)).kind;
  } catch (error) {
    if (!(error instanceof CaseInsightsError) || error.code !== 'query_rejected') throw error;
    expect(error.message).toMatch(/^line \d+:\d+: .+ \(rule: [a-z-]+\)$/su);
    return /\(rule: ([a-z-]+)\)$/u.exec(error.message)?.[1] ?? error.message;
  }
}

function title(statement: string): string {
  const shown = JSON.stringify(statement);
  return shown.length > 90 ? `${shown.slice(0, 90)}… (${statement.length} characters)` : shown;
}

for (const [subject, cases] of Object.entries(RED_TEAM)) {
  describe(`the guard on ${subject}`, () => {
    it.each(cases.map(([verdict, statement]) => ({ verdict, statement, title: title(statement) })))(
      'says $verdict to $title',
      async ({ verdict, statement }) => expect(await verdictOn(statement, clockFor(verdict))).toBe(verdict),
    );
  });
}

describe('the red-team table', () => {
  it('has at least 150 statements, none of them twice', () => {
    const statements = Object.values(RED_TEAM).flatMap((cases) => cases.map(([, statement]) => statement));
    expect(statements.length).toBeGreaterThanOrEqual(150);
    expect(new Set(statements).size).toBe(statements.length);
  });
});
