import {
  Chain,
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  Parallel,
  Pass,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EntryNotFoundError } from '../core/domain/errors.ts';
import { parking } from './house/parking.ts';
import { workflowMachine } from './house/workflow-machine.ts';
import {
  type PaymentChangeSteps,
  type PaymentChangeStepsProps,
  paymentChangeSteps,
} from './payment-change-steps.ts';

/** The parts that can fail on their own, as Park entry knows them. */
const branches = ['badge', 'payment', 'report'] as const;

/**
 * The state machine for whatever happens to a payment beside that it succeeds: it reads the payment as it is now, notes on
 * the registration what it amounts to, and does what follows: for its badge, its family and the organisers.
 */
export class PaymentChange extends Construct {
  readonly stateMachine: StateMachine;
  readonly steps: PaymentChangeSteps;
  readonly #badges: boolean;

  constructor(scope: Construct, id: string, props: PaymentChangeStepsProps) {
    super(scope, id);
    this.steps = paymentChangeSteps(this, props);
    this.#badges = props.config.registration.badges;
    this.stateMachine = workflowMachine(this, {
      stateMachineName: `tkd-registration-${props.config.stage}-payment-change`,
      definition: this.#definition(),
    });
  }

  /** Read payment catches nothing: before the entry is known there is nothing to mark, so the execution itself fails. */
  #definition(): IChainable {
    const { readPayment, updateRegistration } = this.steps;

    const park = parking(this, 'payment', this.steps);
    const notUpdated = new Pass(this, 'Registration needs attention', {
      parameters: {
        'entryId.$': '$.entryId',
        fulfilment: { payment: { outcome: 'needs attention', failure: JsonPath.objectAt('$.failure') } },
      },
    });
    notUpdated.next(park);

    const followUp = new Parallel(this, 'Follow up', {
      resultSelector: Object.fromEntries(branches.map((name, index) => [`${name}.$`, `$[${index}]`])),
      resultPath: '$.fulfilment',
    }).branch(this.#badge(), this.#family(), this.#report());
    const allDone = new Choice(this, 'All done?')
      .when(Condition.or(...branches.map(branchNeedsAttention)), park)
      .otherwise(new Succeed(this, 'Completed'));
    const update = updateRegistration.onFailure(notUpdated).next(followUp).next(allDone);

    const ours = new Choice(this, 'A registration?')
      .when(Condition.isString('$.entryId'), update)
      .otherwise(new Succeed(this, 'Not a registration'));
    return Chain.start(readPayment).next(ours);
  }

  #badge(): IChainable {
    const { renderBadge, pushToDrive } = this.steps;
    const none = this.#outcome('Badge stays', { outcome: 'none' });
    if (!this.#badges) return none;
    const needsAttention = this.#needsAttention('Badge');
    const render = renderBadge.onFailure(needsAttention);
    if (pushToDrive) render.next(pushToDrive.onFailure(needsAttention));
    return new Choice(this, 'Badge changes?')
      .when(Condition.booleanEquals('$.updated.badge', true), render)
      .otherwise(none);
  }

  /** An entry that never came has no family to be mailed. */
  #family(): IChainable {
    const { mailFamily } = this.steps;
    mailFamily.addCatch(this.#outcome('No entry came', { outcome: 'no entry came' }), {
      errors: [EntryNotFoundError.errorName],
      resultPath: '$.failure',
    });
    return new Choice(this, 'News for the family?')
      .when(Condition.isPresent('$.updated.family'), mailFamily.onFailure(this.#needsAttention('Mail')))
      .otherwise(this.#outcome('No news for the family', { outcome: 'none' }));
  }

  #report(): IChainable {
    return new Choice(this, 'News for the organisers?')
      .when(
        Condition.booleanEquals('$.updated.news', true),
        this.steps.reportChange.onFailure(this.#needsAttention('Report')),
      )
      .otherwise(this.#outcome('No news for the organisers', { outcome: 'none' }));
  }

  /** Ends a branch whose step failed; the other branches go on. */
  #needsAttention(branch: string): Pass {
    return this.#outcome(`${branch} needs attention`, {
      outcome: 'needs attention',
      'failure.$': '$.failure',
    });
  }

  #outcome(label: string, parameters: Record<string, string>): Pass {
    return new Pass(this, label, { parameters });
  }
}

const branchNeedsAttention = (name: string) =>
  Condition.stringEquals(`$.fulfilment.${name}.outcome`, 'needs attention');
