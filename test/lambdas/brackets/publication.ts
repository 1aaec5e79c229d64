import { type PublishOrder, publishJob, publishOrder } from '../../../core/bracket-targets/publication.ts';
import { type DrawFile, drawFile, drawKey, staleKey } from '../../../core/brackets/draw-file.ts';
import { makePlan } from '../../../core/brackets/make-plan.ts';
import type { PlanInput } from '../../../core/brackets/plan-input.ts';
import { planKey } from '../../../core/jobs/job-state.ts';
import { BracketRecords } from '../../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { planPublication } from '../../../lambdas/brackets/plan-publication/plan-publication.ts';
import { publishPart } from '../../../lambdas/brackets/publish-parts/publish-parts.ts';
import { usualRules, weightClasses } from '../../core/brackets/draw.ts';
import { person, type Said } from '../../core/lists/people.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';
import { MemoryFiles } from '../../doubles/memory-files.ts';
import { MemoryTarget } from '../../doubles/memory-target.ts';

/** A stage whose people are drawn and published to a target in memory, as its machines do it. */
export class PublishingStage {
  people: Said[];
  rules = usualRules;
  readonly target = new MemoryTarget();
  targets = [this.target];
  readonly files = new MemoryFiles();
  readonly documents = inMemoryDocuments();
  readonly brackets = new BracketRecords(
    new ProgressTable(this.documents.client, 'progress', () => Date.parse('2027-05-02T10:00:00Z')),
  );
  #executions = 0;

  constructor(people: Said[]) {
    this.people = people;
  }

  /** Plans a draw. @returns the execution. */
  async plan(force: readonly string[] = []): Promise<string> {
    const execution = this.#name('plan');
    const { input, inForce } = await this.readInput(force);
    const draw: DrawFile = {
      execution,
      madeAt: '2027-05-02T09:00:00.000Z',
      ...(inForce && { basedOn: inForce.execution }),
      forced: [...force],
      plan: makePlan(input),
    };
    await this.files.writeJson(drawKey(execution), draw);
    return execution;
  }

  readonly readInput = async (force: readonly string[]) => {
    const published = await this.brackets.drawInForce();
    const inForce = published && (await this.files.readJson(drawKey(published.execution), drawFile));
    const input: PlanInput = {
      ...{ stage: 'test', rules: this.rules, weightClasses, people: this.people.map(person) },
      ...(inForce && { previous: inForce.plan }),
      started: await this.brackets.started(),
      force: new Set(force),
    };
    return { input, ...(inForce && { inForce }) };
  };

  /** Runs the step that plans a publication, and returns its result beside the items. */
  async planned(order: Partial<PublishOrder> & object) {
    const execution = this.#name('publish');
    const plan = await planPublication(
      { execution, order: publishOrder.parse(order) },
      { ...this, now: () => Date.parse('2027-05-02T10:00:00Z') },
    );
    const items = this.files
      .itemsIn(planKey(publishJob, execution))
      .flatMap((item) => ('id' in item ? item.id : []));
    return { ...plan, execution, items };
  }

  /** Runs the whole job. @returns what became of each item. */
  async run(order: Partial<PublishOrder> & object): Promise<string[]> {
    const { items, execution, order: batch } = await this.planned(order);
    const outcomes: string[] = [];
    for (const id of items) {
      const outcome = await this.publishPart(id, (batch as { plan: string }).plan, execution).catch(
        (error: Error) => error.name,
      );
      outcomes.push(`${id}: ${outcome}`);
    }
    return outcomes;
  }

  publishPart(id: string, plan: string, execution: string): Promise<string> {
    const { brackets: records, targets, files } = this;
    const drawOf = (of: string) => files.readJson(drawKey(of), drawFile);
    return publishPart({ id, plan, execution }, { records, targets, drawOf });
  }

  stale(execution: string): unknown {
    return this.files.json(staleKey(execution));
  }

  #name(kind: string): string {
    this.#executions += 1;
    return `${kind}-${this.#executions}`;
  }
}
