/** What can be broken with one button, what is to be expected of it, and how it is mended. */
import type { Fault, Faults } from '@tkd-registration/local-cloud/faults';
import type { RunningTournament } from '../../tournament-cloud.ts';
import { behaviourOf, type Mishap } from './calls.ts';
import { type Key, Keys } from './keys.ts';

export interface Breakage {
  /** Also in the address of its buttons. */
  id: string;
  group: 'Stripe' | 'Mail' | 'Google Drive' | 'Storage and workflows';
  title: string;
  /** What the software is to do about it. */
  expect: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
  /** Undefined when it is not broken; how much longer it is, as far as that is known. */
  state(): Promise<string | undefined>;
}

/** More calls than anybody makes. */
export const untilMended = 1_000_000;

/** How long functions keep the keys that they have read, and a little more. */
const keysKeptMs = 5 * 60_000 + 10_000;

/** A key that was refused is read again, a minute after the last time at the earliest. */
const rereadMs = 61_000;

export const callsLeft = ({ times }: Fault): string =>
  times > untilMended / 2 ? 'until mended' : times === 1 ? 'the next call' : `the next ${times} calls`;

/** Makes calls fail, and knows by which button each was begun. */
export class Calls {
  readonly #faults: Faults;
  readonly #begunBy = new WeakMap<Fault, string>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** @param begunBy the breakage's id. */
  begin(
    call: readonly [service: string, operation: string, mishap: Mishap, times: number],
    begunBy = '',
  ): void {
    const [service, operation, mishap, times] = call;
    const behaviour = behaviourOf(service, mishap);
    this.#begunBy.set(this.#faults.add({ service, operation, times, behaviour }), begunBy);
  }

  /** Those that the breakage with this id has begun; without one, all others. */
  of(begunBy = ''): Fault[] {
    return this.#faults.list().filter((fault) => (this.#begunBy.get(fault) ?? '') === begunBy);
  }

  end(faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.end(fault);
  }
}

export function breakagesOf(cloud: RunningTournament, calls: Calls): Breakage[] {
  const keys = new Keys(cloud);
  const { clock, endpoints } = cloud;

  /** Each of the calls goes wrong in its own way, as many times as it says. */
  const failing = (id: string, ...all: (readonly [string, string, Mishap, number])[]) => {
    const end = () => calls.end(calls.of(id));
    return {
      id,
      end,
      begin: () => {
        end();
        for (const call of all) calls.begin(call, id);
      },
      state: async () => {
        const [fault] = calls.of(id);
        return fault && callsLeft(fault);
      },
    };
  };

  const wrongKey = (key: Key) => ({
    begin: async () => {
      await keys.set(key, 'wrong');
      await clock.advance(keysKeptMs);
    },
    end: async () => {
      await keys.set(key, 'right');
      await clock.advance(rereadMs);
    },
    state: async () => ((await keys.isWrong(key)) ? 'until mended' : undefined),
  });

  const sandbox = async (path: string, form?: Record<string, string>): Promise<unknown> => {
    const body = form && new URLSearchParams(form);
    const response = await fetch(path, { method: body ? 'POST' : 'GET', body });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
  const setting = (broken: Record<string, string>, mended: Record<string, string>) => ({
    begin: async () => void (await sandbox(`${endpoints.drive}/_settings`, broken)),
    end: async () => void (await sandbox(`${endpoints.drive}/_settings`, mended)),
    state: async () => {
      const now = (await sandbox(`${endpoints.drive}/_settings`)) as Record<string, unknown>;
      const isBroken = Object.entries(broken).every(([name, value]) => String(now[name]) === value);
      return isBroken ? 'until mended' : undefined;
    },
  });

  return [
    ...named('Stripe', [
      {
        title: 'Stripe is down',
        expect:
          'A payment cannot be looked up. The step is tried again, 12 times within a quarter of an hour; after that the entry needs attention.',
        ...failing('stripe-down', ['stripe', 'checkout.sessions.retrieve', 'unavailable', untilMended]),
      },
      {
        title: 'Stripe does not answer twice',
        expect:
          'Nobody waits for ever: the step gives up after some seconds and asks again. Then everything continues.',
        ...failing('stripe-silent', ['stripe', 'checkout.sessions.retrieve', 'hang', 2]),
      },
      {
        id: 'stripe-key',
        title: 'Wrong key for Stripe',
        expect:
          'Trying again would not help, so the next paid entry needs attention at once. Five minutes pass first, because keys are kept that long; when it is mended, one minute does.',
        ...wrongKey('stripe'),
      },
      {
        id: 'stripe-events',
        title: 'Stripe sends no events',
        expect:
          'Nobody hears of a payment, until the sweep that compares with Stripe each hour: an hour later it registers who has paid.',
        begin: async () => void (await sandbox(`${endpoints.stripe}/_events/hold`, {})),
        end: async () => void (await sandbox(`${endpoints.stripe}/_events/release`, {})),
        state: async () => {
          const { holds } = (await sandbox(`${endpoints.stripe}/_events/hold`)) as { holds: unknown[] };
          return holds.length > 0 ? 'until mended' : undefined;
        },
      },
      {
        id: 'webhook-secret',
        title: 'Wrong signing secret',
        expect:
          'Every event of Stripe looks forged and is refused. Stripe sends it again for days, and each hour the sweep finds who has paid. Five minutes pass first.',
        ...wrongKey('webhook'),
      },
    ]),
    ...named('Mail', [
      {
        title: 'The mail service is down',
        expect: 'The mail waits: it is tried again for a day. The badge does not wait for it.',
        ...failing('mail-down', ['ses', 'SendEmail', 'unavailable', untilMended]),
      },
      {
        title: 'The next mail is refused',
        expect:
          'Trying again would not help: the mail needs attention, and the organisers are told. Registration and badge are done.',
        ...failing('mail-refused', ['ses', 'SendEmail', 'refused', 1]),
      },
      {
        title: 'A mail is sent, and the answer is lost',
        expect: 'It may have been sent. It is sent once more after ten minutes, and never a third time.',
        ...failing('mail-lost', ['ses', 'SendEmail', 'lost', 1]),
      },
    ]),
    ...named('Google Drive', [
      {
        id: 'drive-full',
        title: 'The folder in Drive is full',
        expect: 'The badge is drawn and kept here, and the entry needs attention. The family gets its mail.',
        ...setting({ full: 'teamDriveFileLimitExceeded' }, { full: '' }),
      },
      {
        id: 'drive-role',
        title: 'We may only read in Drive',
        expect:
          'Trying again would not help: the entry needs attention. Give the role back, then run it again.',
        ...setting({ role: 'reader' }, { role: 'fileOrganizer' }),
      },
      {
        id: 'drive-key',
        title: 'Wrong key for Google',
        expect:
          'Google no longer lets us in: the badge is drawn, and the entry needs attention. Five minutes pass first.',
        ...wrongKey('google'),
      },
      {
        title: 'A file is created, and the answer is lost',
        expect: 'The next attempt finds the file that is there: one badge in Drive, not two.',
        ...failing('drive-lost', ['drive', 'files.create', 'lost', 1]),
      },
    ]),
    ...named('Storage and workflows', [
      {
        title: 'The table takes no registrations',
        expect:
          'Each attempt asks four times by itself. The step is tried again, after seconds at first, for a day.',
        ...failing('table-throttled', ['dynamodb', 'TransactWriteItems', 'throttled', 8]),
      },
      {
        title: 'A registration is stored, and the answer is lost',
        expect: 'The next attempt sees its own registration and goes on: nobody is registered twice.',
        ...failing('table-lost', ['dynamodb', 'TransactWriteItems', 'lost', 4]),
      },
      {
        title: 'No workflow can be started',
        expect: 'Stripe’s event is answered with an error, so Stripe sends it again after a second.',
        ...failing('start-refused', ['states', 'StartExecution', 'unavailable', 6]),
      },
    ]),
  ];
}

const named = (group: Breakage['group'], all: Omit<Breakage, 'group'>[]): Breakage[] =>
  all.map((one) => ({ group, ...one }));
