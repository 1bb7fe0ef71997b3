/** Of a count: mean and the 95 % interval of a Poisson rate (Garwood 1936), by Wilson and Hilferty's approximation. */
export function rateInterval(count: number, weeks: number): { rate: number; low: number; high: number } {
  const quantile = (k: number, z: number) => k * (1 - 1 / (9 * k) + z / (3 * Math.sqrt(k))) ** 3;
  const per = (value: number) => (weeks === 0 ? 0 : (value / weeks) * 1000);
  return {
    rate: per(count),
    low: count === 0 ? 0 : per(quantile(count, -1.96)),
    high: per(quantile(count + 1, 1.96)),
  };
}
