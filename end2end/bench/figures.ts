// Figures as they are printed.

/** The value below which this share of the values lies. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Prints median and 99th percentile of durations in milliseconds. */
export function print(what: string, millis: number[]) {
  const [median, late] = [0.5, 0.99].map((share) => percentile(millis, share).toFixed(1));
  console.log(`  ${what}: median ${median} ms, 99th percentile ${late} ms, of ${millis.length}`);
}
