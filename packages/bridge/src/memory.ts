import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the process small under load, at once for the objects of a call and later for what outlives it: V8 would let
 * its young generation grow to 32 MB and collect the old one late, though next to nothing here lives longer than a
 * call. Measured by `pnpm bench`: 40 MB less, for a few microseconds a call.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
}
