// Leaves out the tests whose names match the module's `slow`. Vitest's own `testNamePattern` is overwritten by Stryker.
import { beforeEach } from 'vitest';

const { slow } = JSON.parse(process.env.MUTATE_TESTS ?? '{}');

if (slow !== undefined) {
  const pattern = new RegExp(slow, 'u');
  beforeEach(({ task, skip }) => skip(pattern.test(task.name)));
}
