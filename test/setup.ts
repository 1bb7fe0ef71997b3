import fc from 'fast-check';

// Where a law says how long something may be, it is drawn as long: by default no list has more than ten.
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });
