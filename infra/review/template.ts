/** A CloudFormation template, as far as a review asks about it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** What a value says, with references as the names of what they refer to. */
export function told(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const [[key, argument] = [], ...more] = Object.entries(value);
  if (key === undefined || more.length > 0) return JSON.stringify(value);
  if (key === 'Ref') return nameOf(String(argument));
  if (key === 'Fn::GetAtt') return nameOf(String((argument as readonly unknown[])[0]));
  if (key === 'Fn::Join') {
    const [separator, parts] = argument as [string, readonly unknown[]];
    return parts.map(told).join(separator);
  }
  return JSON.stringify(value);
}

/** Logical id without CDK's hash: `Events` for `EventsD32975C2`. */
export function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
