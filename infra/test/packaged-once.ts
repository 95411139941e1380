import type { CodePackage } from '../src/package.ts';

/*
 * Compressing the function's bundle takes most of a deployment to the stub. The tests of one worker do it once, since this
 * module stays when the next file begins, while the mocks of a file go with it.
 */
let code: CodePackage | undefined;

/** The package that the first call makes. */
export function packagedOnce(packageFunction: () => CodePackage): CodePackage {
  code ??= packageFunction();
  return code;
}
