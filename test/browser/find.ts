import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Where a Chromium may be: Debian's, Google's, a Mac's; or `CHROMIUM` says. */
const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export const browserPath: string | undefined = PLACES.find((path) => path !== '' && existsSync(path));

export const HOW_TO_INSTALL =
  'No Chromium was found: install it (Debian and Ubuntu: apt-get install chromium), or name one in the variable CHROMIUM.';

// `.ci/run` asks whether it has to install one.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (browserPath === undefined) {
    console.error(HOW_TO_INSTALL);
    process.exitCode = 1;
  } else console.log(browserPath);
}
