import type { Day, Feature } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';

/** The subject with one feature of its day set to another amount. */
export function withFeature(feature: Feature): (subject: Subject, amount: number) => Subject {
  return (subject, amount) => ({
    ...subject,
    today: { ...subject.today, features: { ...subject.today.features, [feature]: amount } },
  });
}

/** Sum of a feature over the `days` days that end on the given one, which is not among them unless it was active. */
export function windowSum(days: readonly Day[], until: number, length: number, feature: Feature): number {
  return days.reduce(
    (total, day) => (day.day <= until && day.day > until - length ? total + day.features[feature] : total),
    0,
  );
}
