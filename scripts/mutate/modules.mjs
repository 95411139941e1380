// The modules whose tests are measured: what is mutated, and the test files that must notice. Paths are relative to the
// package. Where code moves, only this table changes; a path that does not exist stops the script. The third value, where
// there is one, matches the names of tests about speed, which cost a minute for each change and are left out.
const core = (sources, tests, slow) => ({ package: 'packages/core', sources, tests, slow });
/** Of core too, and tested with Trino's grammar, which takes a while to load. */
const parsing = (sources, tests, slow) => ({ ...core(sources, tests, slow), grammar: true });
const server = (sources, tests, slow) => ({ package: 'packages/server', sources, tests, slow });
const bridge = (sources, tests) => ({ package: 'packages/bridge', sources, tests });
const local = (sources, tests) => ({ package: 'packages/local', sources, tests });

export const MODULES = {
  caller: core(['src/access/caller.ts', 'src/access/glob.ts'], ['src/access/policy.test.ts']),
  'web-caller': core(['src/access/web-caller.ts'], ['src/access/web-caller.test.ts']),
  policy: core(
    ['src/access/policy.ts', 'src/access/repeated-name.ts'],
    ['src/access/policy.test.ts', 'src/access/repeated-name.test.ts', 'src/access/web-caller.test.ts'],
  ),
  literal: core(['src/sql/literal.ts'], ['src/sql/literal.test.ts']),
  guard: parsing(
    ['src/sql/guard/guard.ts'],
    ['src/sql/guard/guard.test.ts', 'test/guard/red-team.test.ts'],
    "exactly the bytes|would take minutes|ran out of time|^says 'complexity'",
  ),
  screen: core(['src/sql/guard/screen.ts', 'src/sql/guard/tokens.ts'], ['src/sql/guard/screen.test.ts']),
  metadata: core(['src/sql/guard/metadata.ts'], ['src/sql/guard/metadata.test.ts']),
  scope: parsing(['src/sql/guard/scope.ts'], ['src/sql/guard/scope.test.ts'], 'of 10000 references'),
  reads: parsing(
    ['src/sql/guard/trino-reads.ts', 'src/sql/guard/trino-long-names.ts'],
    ['src/sql/guard/guard.test.ts', 'src/sql/guard/scope.test.ts', 'test/guard/refused-attempts.test.ts'],
    'exactly the bytes|would take minutes|ran out of time|of 10000 references',
  ),
  packer: core(
    ['src/packing/packer.ts', 'src/packing/packable-case.ts'],
    ['src/packing/packer.test.ts'],
    'megabyte|thousand',
  ),
  truncate: core(['src/packing/truncate.ts'], ['src/packing/truncate.test.ts'], 'megabyte'),
  'near-duplicates': core(
    ['src/packing/near-duplicates.ts'],
    ['src/packing/near-duplicates.test.ts'],
    'megabyte|whatever the text',
  ),
  fence: server(['src/analysis/fence.ts'], ['src/analysis/fence.test.ts']),
  citations: server(['src/analysis/citations.ts'], ['src/analysis/citations.test.ts']),
  'full-coverage': server(
    ['src/analysis/full-coverage.ts'],
    ['src/analysis/full-coverage.test.ts'],
    'leaves no case out where packs are full',
  ),
  budget: server(['src/analysis/budget.ts'], ['src/analysis/budget.test.ts']),
  'count-claims': server(
    ['src/analysis/problems/count-claims.ts'],
    ['src/analysis/problems/count-claims.test.ts'],
    'linear time|takes steps',
  ),
  'problem-counts': core(['src/tools/problem-counts.ts'], ['src/tools/problem-counts.test.ts']),
  'compact-lookup': server(['src/compact/lookup.ts'], ['src/compact/lookup.test.ts']),
  'access-token': server(
    ['src/oauth/access-token.ts', 'src/oauth/bearer.ts'],
    ['src/oauth/access-token.test.ts', 'src/oauth/bearer.test.ts'],
  ),
  'issuer-keys': server(['src/oauth/issuer-keys.ts'], ['src/oauth/issuer-keys.test.ts']),
  authorizer: server(
    ['src/oauth/authorizer.ts', 'src/oauth/last-settings.ts'],
    ['src/oauth/authorizer.test.ts'],
  ),
  'page-token': server(['src/athena/page-token.ts'], ['src/athena/page-token.test.ts']),
  route: server(
    ['src/mcp/route.ts'],
    ['test/mcp-route.test.ts', 'test/mcp-statuses.test.ts', 'test/mcp-clients.test.ts'],
  ),
  retry: bridge(['src/http/retry.ts'], ['src/http/retry.test.ts']),
  refusal: bridge(['src/http/refusal.ts'], ['src/http/refusal.test.ts']),
  'json-splice': core(['src/json-text/json-splice.ts'], ['src/json-text/json-splice.test.ts']),
  signer: bridge(['src/aws/signer.ts'], ['src/aws/signer.test.ts']),
  signature: local(['src/gateway/signature.ts'], ['src/gateway/signature.test.ts']),
};
