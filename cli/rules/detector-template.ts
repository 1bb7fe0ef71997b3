import { relative, resolve } from 'node:path';

/** Where the file finds what it is made of: relative, for there is no package to install. */
function sharedFrom(folder: string): string {
  const path = relative(resolve(folder), resolve(import.meta.dirname, '../../shared')).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

export function uidOf(name: string): string {
  return `own-${name.replaceAll('_', '-')}`;
}

/** A detector that does something, with cases that it passes: what to change is said where it stands. */
export function detectorTemplate(name: string, folder: string): string {
  const shared = sharedFrom(folder);
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[-_]/g, ' ');
  return `import { TECHNIQUES } from '${shared}/detectors/techniques.ts';
import { defineDetector } from '${shared}/own/detector.ts';
import type { Subject } from '${shared}/profile/subject.ts';

/** Who exports and shares far more often on one day than on any before. */
export default defineDetector({
  uid: '${uidOf(name)}',
  title: '${title}',
  technique: TECHNIQUES.webService,
  runbook: [
    'What to check first, in which log, and whom to ask.',
    'Likeliest harmless cause: what it is.',
  ],
  // Recorded, and never paging. When it has been quiet for a while: live. To silence it: off.
  stage: 'staging',
  // Pure: what it says depends on the subject alone. Decades are -log10 of how often an ordinary day shows as much;
  // below \`free\` nothing is said. npx outflow calibrate fits them to your own traffic.
  assess(subject, free = 1) {
    const [exports, most] = [subject.today.features.exports, mostExports(subject)];
    const decades = exports > 10 ? Math.log2(exports / Math.max(10, most)) : 0;
    if (decades <= free) return [];
    return [
      {
        decades,
        observed: \`\${exports} exports and shares in a day\`,
        expected: \`at most \${most} on a day of the last eight weeks\`,
        quietIf: 'at most ten, or twice as many as ever before',
        facts: { exports, most },
      },
    ];
  },
  // The same day, changed as little as it takes for this detector to be quiet.
  quieted: (subject) => ({
    ...subject,
    today: { ...subject.today, features: { ...subject.today.features, exports: 0 } },
  }),
  cases: [
    {
      name: 'a hundred shares of an account that never exported or shared',
      history: [{ at: '09:00', kind: 'read', records: 20, network: 'AS64500' }],
      day: [{ at: '20:10', times: 100, kind: 'share', datasets: ['board:Roadmap'], network: 'AS64500' }],
      expect: { atLeast: 3 },
    },
    {
      name: 'as many of one that always does',
      history: [{ at: '09:00', times: 90, kind: 'share', network: 'AS64500' }],
      day: [{ at: '09:00', times: 100, kind: 'share', network: 'AS64500' }],
      expect: 'quiet',
    },
  ],
});

function mostExports({ history }: Subject): number {
  return Math.max(0, ...history.map(({ features }) => features.exports));
}
`;
}
