import { CAPACITY } from './capacity.ts';
import { CUSTOMER } from './customer.ts';
import { GUIDANCE } from './guidance.ts';
import { PLATFORM } from './platform.ts';

export type { RootCause } from './root-cause.ts';

export const ROOT_CAUSES = { ...GUIDANCE, ...CUSTOMER, ...CAPACITY, ...PLATFORM } as const;

export type RootCauseName = keyof typeof ROOT_CAUSES;
