/** What is the user's own and cannot be deployed; the message lists every problem with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
