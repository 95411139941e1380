import { packEntries } from '@case-insights/core/packing';
import {
  analyzeCaseSummaries,
  caseSelection,
  caseSelectionQuery,
  caseStatistics,
  caseStatisticsQuery,
  DEFAULT_ANALYSIS_QUESTION,
} from '@case-insights/core/tools';
import { onModelInUse } from '../analysis/ask-model.ts';
import { budgetOf } from '../analysis/budget.ts';
import { analyzeInOneCall, type CaseAnalysis, packable } from '../analysis/case-analysis.ts';
import { analyzeInPacks } from '../analysis/full-coverage.ts';
import { report } from '../analysis/report.ts';
import { tool } from '../call/tool.ts';

/** Reads the matching cases, has a model answer a question about their summaries, and checks what it cites. */
export const analyzeCaseSummariesTool = tool(
  analyzeCaseSummaries,
  async (input, context) => {
    const { athena, source, model, limits } = context;
    context.progress('Reading the matching cases and counting them.');
    const [selected, counted] = await Promise.all([
      athena.query(caseSelectionQuery(input, source)),
      athena.query(caseStatisticsQuery(input, source)),
    ]);
    const selection = caseSelection(selected);
    const { statistics, age } = caseStatistics(counted);
    const entries = packEntries(packable(selection.cases));
    return await onModelInUse(async () => {
      const analysis: CaseAnalysis = {
        input,
        question: input.analysis_question ?? DEFAULT_ANALYSIS_QUESTION,
        context,
        budget: budgetOf(model.id, limits),
        selection,
        statistics,
        age,
        entries,
      };
      if (entries.length === 0) return report(analysis);
      const outcome = await (input.coverage === 'all'
        ? analyzeInPacks(analysis)
        : analyzeInOneCall(analysis));
      return report(analysis, outcome);
    });
  },
  { analyzes: true },
);
