/** The value, of which nothing can be changed any more: a detector that could would change what others see. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    // To freeze a map keeps nobody from what is in it.
    const isCollection = value instanceof Map || value instanceof Set;
    if (isCollection) for (const name of CHANGES) Object.defineProperty(value, name, { value: refuse });
    Object.freeze(value);
    for (const part of isCollection ? value.values() : Object.values(value)) frozen(part);
  }
  return value;
}

const CHANGES = ['set', 'add', 'delete', 'clear'];

function refuse(): never {
  throw new TypeError('nothing of what a detector is shown can be changed');
}
