// CommonJS, as the package is: the built file starts faster as a script than as a module.
module.exports = {
  test: {
    name: 'bridge',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    isolate: false,
    globalSetup: ['test/build.ts', '../testing/src/serve-shared-stacks.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
};
