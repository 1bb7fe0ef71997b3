import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options of one of the project's own tools: `--help` says what there are, and a wrong one is refused in a line. */
export function toolOptions<T extends Options>(usage: string, options: T) {
  const { values } = refusing(usage, () =>
    parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } as T & Options }),
  );
  if ('help' in values && values.help === true) {
    console.log(usage);
    process.exit(0);
  }
  return values;
}

export function wholeNumber(usage: string, name: string, text: string): number {
  return refusing(usage, () => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new Error(`--${name} is ${text}: give a whole number above 0.`);
  });
}

/** Parts of one as well: `0.5`. */
export function amountAbove0(usage: string, name: string, text: string): number {
  return refusing(usage, () => {
    const value = Number(text);
    if (Number.isFinite(value) && value > 0) return value;
    throw new Error(`--${name} is ${text}: give a number above 0.`);
  });
}

function refusing<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}
