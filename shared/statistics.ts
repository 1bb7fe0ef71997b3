/**
 * The statistics of surprise, in decades: L = -log10 p.
 */

const LN10 = Math.LN10;

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * Decades of the standard normal's upper tail, -log10 P(Z > z), for any z >= 0 without underflow.
 * Mills' ratio by its continued fraction (Abramowitz & Stegun 26.2.14) beyond 3, by the series for
 * erf (26.2.10) below, where the fraction converges slowly.
 */
export function normalTailDecades(z: number): number {
  if (z < 3) return -Math.log10(0.5 - centralArea(z));
  let fraction = z;
  for (let k = 60; k >= 1; k--) fraction = z + k / fraction;
  return (z * z) / (2 * LN10) + Math.log10(Math.sqrt(2 * Math.PI)) + Math.log10(fraction);
}

/** P(0 < Z < z) for moderate z. */
function centralArea(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 1; k < 100 && Math.abs(term) > 1e-18; k++) {
    term *= (-z * z) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return sum / Math.sqrt(2 * Math.PI);
}

/**
 * Decades of Student's t upper tail, by Wallace's normal approximation (Wallace 1959, Ann. Math. Stat. 30):
 * z = ((8v+1)/(8v+3)) sqrt(v ln(1 + t^2/v)). Zero where t <= 0: being quiet is no surprise.
 */
export function studentTailDecades(t: number, degreesOfFreedom: number): number {
  if (t <= 0) return 0;
  const v = degreesOfFreedom;
  return normalTailDecades(((8 * v + 1) / (8 * v + 3)) * Math.sqrt(v * Math.log1p((t * t) / v)));
}

/** Normal-inverse-gamma prior: mean m0 worth k0 observations, precision Gamma(a0, b0). */
export interface Prior {
  readonly m0: number;
  readonly k0: number;
  readonly a0: number;
  readonly b0: number;
}

/** What an actor's own days say: weight n, mean m, sum of squared deviations m2. */
export interface Moments {
  readonly n: number;
  readonly m: number;
  readonly m2: number;
}

export const NO_MOMENTS: Moments = { n: 0, m: 0, m2: 0 };

/** Student's t predictive distribution of the next day: location mu, scale s, degrees of freedom nu. */
export interface Predictive {
  readonly mu: number;
  readonly s: number;
  readonly nu: number;
}

/** Murphy 2007, "Conjugate Bayesian analysis of the Gaussian distribution", section 3.5. */
export function predictive({ m0, k0, a0, b0 }: Prior, { n, m, m2 }: Moments, floor: number): Predictive {
  const kn = k0 + n;
  const an = a0 + n / 2;
  const bn = b0 + m2 / 2 + (k0 * n * (m - m0) ** 2) / (2 * kn);
  return {
    mu: (k0 * m0 + n * m) / kn,
    s: Math.max(floor, Math.sqrt((bn * (kn + 1)) / (an * kn))),
    nu: 2 * an,
  };
}

export function tailDecades(x: number, { mu, s, nu }: Predictive): number {
  return studentTailDecades((x - mu) / s, nu);
}

/** Share of the past that a new day leaves standing: older habits fade with a half-life of 27 active days. */
const RETENTION = 0.975;
/** Days before single days are clipped: with fewer, the clip would only defend the prior. */
const CLIP_AFTER = 12;

/**
 * Adds one day, clipped at `cap` scales above what was expected, so that no single day can move the baseline far.
 * Weighted Welford (West 1979, Comm. ACM 22).
 */
export function addDay(
  prior: Prior,
  moments: Moments,
  floor: number,
  x: number,
  cap: number,
  weight = 1,
): Moments {
  const { mu, s } = predictive(prior, moments, floor);
  const clipped = moments.n > CLIP_AFTER ? Math.min(x, mu + cap * s) : x;
  const n = moments.n * RETENTION + weight;
  const delta = clipped - moments.m;
  const m = moments.m + (weight * delta) / n;
  return { n, m, m2: moments.m2 * RETENTION + weight * delta * (clipped - m) };
}

/** What a change of role leaves of the past: it tells of another job. */
export function afterRoleChange({ n, m, m2 }: Moments): Moments {
  return { n: n * ROLE_RETENTION, m, m2: m2 * ROLE_RETENTION };
}

const ROLE_RETENTION = 0.15;

/** Decades of the chance that something of rate `rate` a day happens, of which `n` days showed it `k` times. */
export function rateDecades(k: number, n: number, rate: number, pseudoDays: number): number {
  return -Math.log10(Math.min(1, (k + rate * pseudoDays) / (n + pseudoDays)));
}

/** Decades of P(X >= k) for a Poisson of mean `lambda`, by the sum of the tail's terms in logarithms. */
export function poissonTailDecades(k: number, lambda: number): number {
  if (k <= 0 || k <= lambda) return 0;
  let logTerm = -lambda + k * Math.log(lambda);
  for (let i = 2; i <= k; i++) logTerm -= Math.log(i);
  let ratioSum = 1;
  let ratio = 1;
  for (let i = k + 1; i < k + 200; i++) {
    ratio *= lambda / i;
    ratioSum += ratio;
    if (ratio < 1e-12) break;
  }
  return -(logTerm + Math.log(ratioSum)) / LN10;
}
