// A file of its own, since the build makes a part of the bundle of it, which the commands that write CSV share.
export { csvText } from '@case-insights/core/csv';
