/** Grouped by thousands without a locale, so that every machine writes the same. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : nouns}`;
}

/** `12 new resources in 2 h`, of one `1 new resource in 2 h`: the first noun, or two, of the phrase is in the plural. */
export function counted(count: number, phrase: string): string {
  const singular = (_: string, genitive: string, other = '') =>
    `${genitive === '' ? '' : '’s'}${other === '' ? '' : ` or ${other}`}`;
  const one = () => phrase.replace(/s(’?)(?: or (\p{L}+)s)?(?= |$)/u, singular);
  return `${grouped(count)} ${Math.round(count) === 1 ? one() : phrase}`;
}

/** `a, b or c`. */
export function either(values: readonly string[]): string {
  return values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` : (values[0] ?? 'none');
}

/** Decimal units, as vendors bill and show them. */
export function sizeText(bytes: number): string {
  const power = powerOf(bytes);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? grouped(value) : value.toFixed(1)} ${SIZES[power]}`;
}

/** The same of what is at most allowed: rounded down, so that as much as it says is within it. */
export function sizeWithin(bytes: number): string {
  const unit = 1000 ** powerOf(bytes);
  return sizeText(unit === 1 ? Math.floor(bytes) : (Math.floor((10 * bytes) / unit) / 10) * unit);
}

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

function powerOf(bytes: number): number {
  return Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
