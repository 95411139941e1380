// For Stryker: the tests of one module, without the package's own global set-up.
const { tests, slow } = JSON.parse(process.env.MUTATE_TESTS ?? '{}');

export default {
  test: {
    include: tests,
    ...(slow === undefined ? {} : { testNamePattern: new RegExp(`^(?!.*(?:${slow}))`) }),
    testTimeout: 60_000,
    server: { deps: { inline: ['dt-sql-parser'] } },
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
};
