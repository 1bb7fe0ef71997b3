/** One thing measured of a row. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What must hold of it, where anything must. */
  readonly limit?: { readonly kind: 'at most' | 'at least'; readonly value: number };
  readonly note?: string;
}

export interface RowOptions {
  readonly seed: string;
}

/** One file in `rows/`: measured in a process of its own, so that no row warms up or clutters another. */
export interface Row {
  readonly title: string;
  readonly measure: (options: RowOptions) => Promise<readonly Figure[]>;
}

/**
 * Processor milliseconds of one call of each, median over the rounds. In every round each variant has its turn on the
 * same input, so that what else the machine does meets all of them alike; the first rounds only warm up.
 */
export async function interleaved<Name extends string, Input>(
  inputOf: (round: number) => Input,
  variants: Readonly<Record<Name, (input: Input) => unknown>>,
  rounds = 5,
  warmUp = 2,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(variants) as Name[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < warmUp + rounds; round++) {
    const input = inputOf(round);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const start = process.cpuUsage();
      await variants[name](input);
      const { user, system } = process.cpuUsage(start);
      if (round >= warmUp) times.get(name)?.push((user + system) / 1000);
    }
  }
  return Object.fromEntries(Array.from(times, ([name, all]) => [name, median(all)])) as Record<Name, number>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
