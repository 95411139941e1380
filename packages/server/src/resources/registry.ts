import { dataRangeResource } from './data-range.ts';
import type { Resource } from './resource.ts';
import { tableSchema } from './table-schema.ts';
import { categories, services } from './value-lists.ts';

/** Every listed resource about the data, in the order in which clients see them. */
export const RESOURCES: readonly Resource[] = [tableSchema, categories, services, dataRangeResource];
