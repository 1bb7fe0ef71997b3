/** A variable that the stack sets on every function. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${name} is not set. Deploy the stack again: it sets it.`);
  return value;
}

export function optionalNumber(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new Error(`The environment variable ${name} is ${text}. Give a number of zero or more.`);
  return value;
}
