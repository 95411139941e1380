/** Milliseconds of the wall's clock between two questions to the operating system, which take about 1 µs each. */
const LOOK_EVERY_MS = 5;

/**
 * A clock of the processor time of this process, in milliseconds. Where an instance has a part of a core, or a busy
 * machine gives it none, the wall's clock goes on without any work being done.
 */
export function processorTime(): () => number {
  let looked = Number.NEGATIVE_INFINITY;
  let used = 0;
  return () => {
    const now = performance.now();
    if (now - looked >= LOOK_EVERY_MS) {
      looked = now;
      const { user, system } = process.cpuUsage();
      used = (user + system) / 1_000;
    }
    return used;
  };
}
