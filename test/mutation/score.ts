/** As in the report of the mutation tester. */
export type Mutant = { readonly status: string };

const COUNTED = ['Killed', 'Timeout', 'Survived', 'NoCoverage'] as const;
type Tally = Readonly<Record<(typeof COUNTED)[number], number>>;

export function tally(mutants: readonly Mutant[]): Tally {
  const count = (status: string) => mutants.filter((mutant) => mutant.status === status).length;
  return {
    Killed: count('Killed'),
    Timeout: count('Timeout'),
    Survived: count('Survived'),
    NoCoverage: count('NoCoverage'),
  };
}

export const sum = (tallies: readonly Tally[]): Tally =>
  tally(tallies.flatMap((one) => COUNTED.flatMap((status) => Array(one[status]).fill({ status }))));

const line = (name: string, cells: readonly string[]) =>
  `${name.padEnd(40)}${cells.map((cell) => cell.padStart(12)).join('')}`;

export const heading = line('', ['killed', 'timeout', 'survived', 'no coverage', 'score', 'of covered']);

/** The score leaves out what is static; an endless loop counts as noticed. */
export function row(name: string, counted: Tally): string {
  const noticed = counted.Killed + counted.Timeout;
  const percent = (of: number) => (of === 0 ? '–' : `${((100 * noticed) / of).toFixed(1)} %`);
  const covered = noticed + counted.Survived;
  return line(name, [
    ...COUNTED.map((status) => String(counted[status])),
    percent(covered + counted.NoCoverage),
    percent(covered),
  ]);
}
