/** Of a count: mean and the exact 95 % interval of a Poisson rate (Garwood 1936). */
export function rateInterval(count: number, weeks: number): { rate: number; low: number; high: number } {
  const per = (value: number) => (weeks === 0 ? 0 : (value / weeks) * 1000);
  return {
    rate: per(count),
    low: count === 0 ? 0 : per(meanWhere(count, (mean) => 1 - atMost(count - 1, mean) < TAIL)),
    high: per(meanWhere(count, (mean) => atMost(count, mean) > TAIL)),
  };
}

const TAIL = 0.025;

/** The mean from which on it no longer holds, by bisection: it holds of small means and not of large ones. */
function meanWhere(count: number, holds: (mean: number) => boolean): number {
  let low = 0;
  let high = count + 5 * Math.sqrt(count + 1) + 5;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of at most so many, by a Poisson distribution. */
function atMost(count: number, mean: number): number {
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= count; k++) {
    logTerm += Math.log(mean / k);
    sum += Math.exp(logTerm);
  }
  return sum;
}
