import type { AttributeValue } from '../domain/attribute-value.ts';
import { findingInWords } from '../domain/findings.ts';
import { badgeIdOf } from '../domain/ids.ts';
import { comparableName } from '../domain/names.ts';
import { paymentStateAttribute } from '../domain/payment-state.ts';
import { schoolPairsIn } from './group-cost.ts';
import { byKeys, nameKeys } from './order.ts';
import type { Participant } from './participant.ts';

/** A registration and its row. */
export interface Registered {
  participant: Participant;
  row: Record<string, AttributeValue>;
}

export interface PersonToNote {
  school: string;
  name: string;
  badge_id: string;
  registration_type: string;
}

const about = ({ school, name, id, registrationType, asWritten }: Participant): PersonToNote => ({
  school,
  name,
  badge_id: badgeIdOf(id),
  registration_type: registrationType ?? asWritten.reg_type ?? '',
});

const bySchool = byKeys<Registered>(({ participant }) => [
  comparableName(participant.school),
  ...nameKeys(participant),
]);

/** Who has something that a person should look at, and what: one row for each. */
export const attentionRows = (registered: readonly Registered[]) =>
  registered
    .map((one) => ({ ...one, problems: problemsOf(one) }))
    .filter(({ problems }) => problems.length > 0)
    .sort(bySchool)
    .map(({ participant, problems }) => ({ ...about(participant), what_to_look_at: problems.join('; ') }));

/** Read from the row as it is now, apart from what only the registration itself could notice. */
function problemsOf({ participant, row }: Registered): string[] {
  const { findings, weightLb, events } = participant;
  const spars = events.some((entry) => 'event' in entry && entry.event.startsWith('sparring'));
  const payment = row[paymentStateAttribute]?.S;
  return [
    ...findings.map(findingInWords),
    ...(spars && weightLb === undefined && !findings.some(({ field }) => field === 'weight')
      ? ['Weight is missing, and the person spars']
      : []),
    ...(row.payment_findings?.S ? [row.payment_findings.S] : []),
    ...(payment && payment !== 'paid' ? [`Payment is ${payment}`] : []),
  ];
}

/** Who is registered but does not take part, since the money was returned or never came. */
export const notTakingPartRows = (registered: readonly Registered[]) =>
  registered.toSorted(bySchool).map(({ participant, row }) => ({
    ...about(participant),
    reason: `Payment is ${row[paymentStateAttribute]?.S ?? 'unknown'}`,
  }));

/** What an organiser should know about a group before it is called: the old lists' words. */
export function groupWarnings(members: readonly Participant[], meeting: 'matchup' | 'pairing'): string[] {
  const names = Map.groupBy(members, ({ schoolKey }) => schoolKey);
  const double = [...names].flatMap(([key, [first, ...more]]) =>
    key !== undefined && first && more.length > 0 ? [first.school] : [],
  );
  return [
    ...(members.length < 2 ? ['Needs manual merge (single competitor group)'] : []),
    ...(schoolPairsIn(members) > 0 ? [`Same-school ${meeting} present: ${double.sort().join(', ')}`] : []),
  ];
}
