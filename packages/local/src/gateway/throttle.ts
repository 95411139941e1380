/** API Gateway's token bucket: `rate` requests a second in the long run, `burst` at once. */
export interface ThrottleLimits {
  readonly rate: number;
  readonly burst: number;
}

/** Returns a function that takes one token and returns whether there was one. `now` is in ms. */
export function createThrottle({ rate, burst }: ThrottleLimits, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * rate);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
