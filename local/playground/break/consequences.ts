/** What came of what was broken: which calls were hit, and which executions failed at something since. */
import { watchFailures } from '@tkd-registration/local-cloud/failures';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import type { RunningTournament } from '../../tournament-cloud.ts';
import { waitInWords } from '../../waits.ts';
import { entryIdsIn } from '../entries/ids-in.ts';
import { callTitle } from './calls.ts';

export interface HitCall {
  /** Epoch milliseconds. */
  at: number;
  title: string;
  how: string;
  /** The entry that the call was about, if it names one. */
  entryId?: string;
}

/** A step that failed, and maybe was tried again since. */
export interface FailedStep {
  name: string;
  at: number;
  attempts: number;
  error: string;
  reason: string;
}

export interface Affected {
  executionArn: string;
  name: string;
  machine: string;
  input: unknown;
  /** By their names, in the order in which they failed first. */
  steps: FailedStep[];
  state:
    | { kind: 'done' | 'running' }
    /** When a step is tried again. */
    | { kind: 'waiting'; step: string; until: number }
    | { kind: 'ended'; status: string };
}

/** A function that failed without being asked by an execution. */
export interface FailedFunction {
  at: number;
  name: string;
  error: string;
  reason: string;
}

/** An entry that came through so far. */
export interface Unharmed {
  entryId: string;
  state: 'not begun' | 'running' | 'done';
}

type Watched = Pick<RunningTournament, 'faults' | 'stepFunctions' | 'functions' | 'clock'>;

const kept = 50;

const ways = {
  'lose-answer': 'carried out, answer lost',
  'slow-answer': 'answered late',
  reset: 'connection cut',
  hang: 'never answered',
} as const;

/** What a fault does to a call. */
export const howOf = ({ behaviour }: Fault): string =>
  behaviour.kind !== 'answer' ? ways[behaviour.kind] : behaviour.status < 500 ? 'refused' : 'failed';

export class Consequences {
  readonly #cloud: Watched;
  #calls: HitCall[] = [];
  #functions: FailedFunction[] = [];
  #registered: string[] = [];
  readonly #executions = new Map<string, Omit<Affected, 'state'>>();
  /** How many calls were hit. */
  hits = 0;

  constructor(cloud: Watched) {
    this.#cloud = cloud;
    cloud.faults.watch(({ fault, service, operation, request }) => {
      const title = callTitle(service, operation);
      // Of a call's body, which may be about people, nothing but an entry's id is kept.
      const [entryId] = entryIdsIn(request);
      const call = { at: cloud.clock.now(), title, how: howOf(fault), ...(entryId && { entryId }) };
      this.#calls = [call, ...this.#calls].slice(0, kept);
      this.hits += 1;
    });
    watchFailures(cloud, ({ kind, at, what, execution, error, reason, attempt = 1 }) => {
      if (kind === 'function') {
        this.#functions = [{ at, name: what, error, reason }, ...this.#functions].slice(0, kept);
        return;
      }
      // A step also waits when nothing is broken; an execution that ends with such an error has waited too long.
      if (!execution || (kind === 'step' && waitInWords(error))) return;
      const { executionArn, stateMachineArn, name, input } = execution;
      const known = this.#executions.get(executionArn) ?? {
        ...{ executionArn, name, steps: [] },
        machine: stateMachineArn.split(':').at(-1) ?? '',
        input: JSON.parse(input),
      };
      const failed = { name: what, at, attempts: attempt, error, reason };
      const steps = known.steps.filter((step) => step.name !== what);
      // The latest first; the Map keeps the order in which they were set.
      this.#executions.delete(executionArn);
      this.#executions.set(executionArn, { ...known, steps: kind === 'step' ? [...steps, failed] : steps });
      const [oldest] = this.#executions.keys();
      if (this.#executions.size > kept && oldest) this.#executions.delete(oldest);
    });
  }

  /** Somebody has registered while something is broken. */
  registered(entryId: string): void {
    this.#registered = [entryId, ...this.#registered].slice(0, kept);
  }

  /** Forgets everything so far. */
  clear(): void {
    this.#registered = [];
    this.#calls = [];
    this.#functions = [];
    this.#executions.clear();
    this.hits = 0;
  }

  /** The latest, newest first. */
  calls(): readonly HitCall[] {
    return this.#calls;
  }

  /** The latest, newest first. */
  functions(): readonly FailedFunction[] {
    return this.#functions;
  }

  /** Those who have registered and whose executions have not failed at anything, newest first. */
  unharmed(): Unharmed[] {
    const summaries = this.#cloud.stepFunctions.summaries();
    return this.#registered.flatMap((entryId) => {
      const about = summaries.filter(({ name }) => name.startsWith(entryId));
      if (about.some(({ executionArn }) => this.#executions.has(executionArn))) return [];
      const [latest] = about;
      const state = !latest ? 'not begun' : latest.status === 'RUNNING' ? 'running' : 'done';
      return [{ entryId, state }];
    });
  }

  /** Those that failed at something last, newest first. */
  executions(): Affected[] {
    const statuses = new Map(
      this.#cloud.stepFunctions.summaries().map(({ executionArn, status }) => [executionArn, status]),
    );
    return [...this.#executions.values()].toReversed().map((affected) => ({
      ...affected,
      state: this.#stateOf(affected.executionArn, statuses.get(affected.executionArn)),
    }));
  }

  #stateOf(executionArn: string, status = 'forgotten'): Affected['state'] {
    if (status === 'SUCCEEDED') return { kind: 'done' };
    if (status !== 'RUNNING') return { kind: 'ended', status };
    const waiting = this.#cloud.stepFunctions
      .openStates(executionArn)
      .flatMap(({ name, waitsUntil }) =>
        waitsUntil === undefined ? [] : [{ step: name, until: waitsUntil }],
      )
      .sort((one, other) => one.until - other.until);
    const [next] = waiting;
    return next ? { kind: 'waiting', ...next } : { kind: 'running' };
  }
}
