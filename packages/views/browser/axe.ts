import axe from 'axe-core';
import type { Frame } from 'puppeteer-core';

/**
 * What axe finds in a view: rule, element, and what to do. The script goes as text, since a function that is sent to the
 * browser knows none of its imports there.
 */
export async function findings(frame: Frame): Promise<unknown[]> {
  await frame.evaluate(axe.source);
  const run = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary])))`;
  const found: unknown = await frame.evaluate(run);
  return Array.isArray(found) ? found : [found];
}
