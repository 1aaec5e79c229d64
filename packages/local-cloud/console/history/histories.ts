/** Histories of the executions whose pages are open: a live page asks every second, and usually nothing has happened. */
import type { StepFunctionsApi } from '../step-functions-api.ts';
import type { ApiEvent } from './events.ts';
import { type Step, type Visit, visitsOf } from './visits.ts';

export interface History {
  events: readonly ApiEvent[];
  visits: readonly Visit[];
  steps: readonly Step[];
  /** The state that an event belongs to. */
  nameOf(event: ApiEvent): string | undefined;
}

const mostKept = 20;

export class Histories {
  readonly #api: StepFunctionsApi;
  readonly #kept = new Map<string, { last: string; history: History }>();

  constructor(api: StepFunctionsApi) {
    this.#api = api;
  }

  async of(executionArn: string): Promise<History> {
    const last = await this.#api.lastEvent(executionArn);
    const known = this.#kept.get(executionArn);
    if (known && known.last === last) return known.history;
    const events = await this.#api.history(executionArn);
    const { visits, steps, visitOf } = visitsOf(events);
    const history = { events, visits, steps, nameOf: ({ id }: ApiEvent) => visitOf.get(id)?.name };
    this.#kept.delete(executionArn);
    this.#kept.set(executionArn, { last, history });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return history;
  }
}
