import fc from 'fast-check';

fc.configureGlobal({
  // Where a law says how long something may be, it is drawn as long: by default no list has more than ten.
  defaultSizeToMaxWhenMaxSpecified: true,
  // Of a law that fails, ever smaller counterexamples are looked for without an end; the smallest until then is told.
  // Vitest ends no test that never waits.
  interruptAfterTimeLimit: 100_000,
  markInterruptAsFailure: true,
});
