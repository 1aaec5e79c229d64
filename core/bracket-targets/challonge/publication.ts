import { isDeepStrictEqual } from 'node:util';
import type { Challonge } from '../../clients/challonge/challonge.ts';
import {
  BracketStartedError,
  ChallongePacedError,
  ChallongeRefusedError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../domain/errors.ts';
import type { PartRecord } from '../bracket-target.ts';
import { type Kept, keptIn, remoteOf } from './remote.ts';
import { type Aim, afterStep, nextStep, type Step, seenIn } from './steps.ts';

interface Dependencies {
  challonge: Challonge;
  keep: (record: PartRecord) => Promise<void>;
  now: () => number;
}

/** Nothing was changed, and whoever tries again does so soon: what is known of the tournament is still so. */
const soonTriedAgain = [ChallongePacedError, RateLimitedError, ServiceUnavailableError];

/** How many calls it takes to reach an aim if nobody else has changed anything, and what the first change is. */
export function callsFor(aim: Aim, record: PartRecord | undefined): { calls: number; first?: Step['does'] } {
  const kept = keptIn(record);
  let { known } = kept;
  let step = nextStep(known, aim);
  let calls = mustLook(kept, step, record) ? 1 : 0;
  const first = step === 'blocked' ? 'update' : step?.does;
  while (step && step !== 'blocked') {
    calls += 1;
    known = afterStep(known, step, aim);
    step = nextStep(known, aim);
  }
  return { calls, ...(first && { first }) };
}

/**
 * What was published may have been changed by a person since then, so it is looked at before it is changed; but not only to
 * start it, as Challonge refuses that if it has started.
 */
function mustLook(
  { unclear, known }: Kept,
  step: Step | 'blocked' | undefined,
  record: PartRecord | undefined,
): boolean {
  if (unclear || step === 'blocked') return true;
  if (!known || !step) return false;
  return record?.contentHash !== undefined && step.does !== 'start';
}

/** Brings one tournament in line. What it has reached is kept before and after each call. */
export class Publication {
  readonly #part: Pick<PartRecord, 'part' | 'divisions'>;
  readonly #aim: Aim;
  readonly #record: PartRecord | undefined;
  readonly #dependencies: Dependencies;
  readonly #done = new Set<Step['does']>();
  #kept: Kept;
  #link: string | undefined;
  #looked = false;

  constructor(
    { part, divisions }: Pick<PartRecord, 'part' | 'divisions'>,
    aim: Aim,
    record: PartRecord | undefined,
    dependencies: Dependencies,
  ) {
    this.#part = { part, divisions };
    this.#aim = aim;
    this.#record = record;
    this.#dependencies = dependencies;
    this.#kept = keptIn(record);
    this.#link = record?.link;
  }

  /** @returns what was done, in a word. */
  async run(): Promise<string> {
    let step = nextStep(this.#kept.known, this.#aim);
    const look = mustLook(this.#kept, step, this.#record);
    if (!step && !look) return 'unchanged';
    await this.#keepForce();
    if (look) await this.#look();
    for (step = this.#next(); step; step = this.#next()) await this.#make(step);
    this.#kept = { ...this.#kept, unclear: false };
    await this.#keep();
    return this.#word();
  }

  #next(): Step | undefined {
    const step = nextStep(this.#kept.known, this.#aim);
    if (step !== 'blocked') return step;
    throw new BracketStartedError(
      `${this.#part.part} has started on Challonge: it changes only in a draw that is planned with --force for it`,
    );
  }

  /** If this is cut off, another draw may come before it is repeated, and that one would not be forced. */
  async #keepForce(): Promise<void> {
    const { known } = this.#kept;
    if (!this.#record || !known?.started || !this.#aim.forced || this.#aim.started) return;
    this.#kept = { ...this.#kept, known: { ...known, toReset: true } };
    await this.#dependencies.keep({ ...this.#record, remote: remoteOf(this.#kept) });
  }

  async #look(): Promise<void> {
    const { url = this.#aim.content?.tournament.url ?? '', known } = this.#kept;
    const seen = await this.#dependencies.challonge.find(known?.id ?? url);
    this.#looked = true;
    const unseen = known ?? { private: this.#aim.content?.tournament.private ?? true };
    this.#kept = { url, unclear: true, known: seen && seenIn(seen, unseen) };
    this.#link = seen?.link;
  }

  async #make(step: Step): Promise<void> {
    // Under way from here on, so that whoever goes on after a crash looks first.
    const url = step.does === 'create' ? this.#aim.content?.tournament.url : this.#kept.url;
    this.#kept = { ...this.#kept, url, unclear: true };
    await this.#keep(step);
    try {
      const ids = await this.#call(step);
      this.#kept = { ...this.#kept, known: afterStep(this.#kept.known, step, this.#aim, ids) };
      this.#done.add(step.does);
    } catch (error) {
      if (error instanceof ChallongeRefusedError && !this.#looked) {
        const { known } = this.#kept;
        await this.#look();
        // Nobody has changed anything, so it would be refused again: an address that another's tournament has, for one.
        if (isDeepStrictEqual(this.#kept.known, known)) throw error;
        return;
      }
      if (soonTriedAgain.some((one) => error instanceof one)) {
        this.#kept = { ...this.#kept, unclear: false };
        await this.#keep(step);
      }
      throw error;
    }
  }

  /** @returns the ids of what is new. */
  async #call(step: Step): Promise<string[]> {
    const { challonge } = this.#dependencies;
    const { content } = this.#aim;
    const { id = '', people = [] } = this.#kept.known ?? {};
    switch (step.does) {
      case 'remove':
        await challonge.remove(id);
        return [];
      case 'reset':
      case 'start':
        await challonge.changeState(id, step.does);
        return [];
      case 'clear':
        await challonge.clearParticipants(id);
        return [];
    }
    if (!content) return [];
    const { tournament, participants } = content;
    switch (step.does) {
      case 'create': {
        const created = await challonge.create(tournament);
        this.#link = created.link;
        return [created.id];
      }
      case 'update': {
        const { url: _, ...change } = tournament;
        await challonge.update(id, change);
        return [];
      }
      case 'add': {
        const wanted = participants.slice(step.from - 1, step.to);
        const added = await challonge.addParticipants(id, wanted);
        return wanted.map(({ misc }) => added.find((one) => one.misc === misc)?.id ?? '');
      }
      case 'rename': {
        const index = step.seed - 1;
        await challonge.renameParticipant(id, people[index]?.id ?? '', participants[index]?.name ?? '');
        return [];
      }
    }
  }

  /** @param next the call that may be under way; without it, all is done. */
  async #keep(next?: Step): Promise<void> {
    const { known } = this.#kept;
    const hash = !next || next.does === 'start' ? this.#aim.content?.hash : undefined;
    const startedAt = this.#record?.startedAt ?? new Date(this.#dependencies.now()).toISOString();
    const remote = remoteOf(next || known ? this.#kept : { ...this.#kept, url: undefined });
    await this.#dependencies.keep({
      ...this.#part,
      ...(hash !== undefined && { contentHash: hash }),
      ...(known?.started && { startedAt }),
      ...(known && this.#link !== undefined && { link: this.#link }),
      ...(remote && { remote }),
    });
  }

  #word(): string {
    const did = (...steps: Step['does'][]) => steps.some((step) => this.#done.has(step));
    if (!this.#aim.content) return 'removed';
    if (did('create')) return 'created';
    if (did('update', 'clear', 'add', 'rename', 'reset')) return 'updated';
    return did('start') ? 'started' : 'unchanged';
  }
}
