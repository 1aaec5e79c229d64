import {
  Chain,
  Choice,
  Condition,
  type IChainable,
  Parallel,
  Pass,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { PersonErasedError } from '../core/domain/errors.ts';
import { priceRulesOf } from '../lambdas/runtime/settings.ts';
import { parking } from './house/parking.ts';
import { workflowMachine } from './house/workflow-machine.ts';
import {
  type RegistrationSteps,
  type RegistrationStepsProps,
  registrationSteps,
} from './registration-steps.ts';

/** The state machine that takes an entry from the form to a confirmed registration with a badge. */
export class RegistrationWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly steps: RegistrationSteps;
  readonly #pricesChecked: boolean;

  constructor(scope: Construct, id: string, props: RegistrationStepsProps) {
    super(scope, id);
    this.steps = registrationSteps(this, props);
    this.#pricesChecked = priceRulesOf(props.config) !== undefined;
    this.stateMachine = workflowMachine(this, {
      stateMachineName: `tkd-registration-${props.config.stage}`,
      definition: this.#definition(),
    });
  }

  #definition(): IChainable {
    const { validateEntry, confirmPayment, storeProfile } = this.steps;

    const completed = new Succeed(this, 'Completed');
    const erased = new Succeed(this, 'Erased');
    for (const step of [validateEntry, storeProfile]) {
      // The first that fits counts, so this comes before what catches everything else.
      step.addCatch(erased, { errors: [PersonErasedError.errorName], resultPath: '$.failure' });
    }

    // With the id alone: a failure from before must not look like one from this time.
    const takeUp = new Pass(this, 'Take it up after all', { parameters: { 'entryId.$': '$.entryId' } });
    const park = parking(this, 'entry', this.steps, {
      takeUp: takeUp.next(validateEntry),
      canaries: true,
    });
    const paymentNeeded = new Choice(this, 'Payment needed?').when(
      Condition.booleanEquals('$.validated.paymentNeeded', true),
      confirmPayment.onFailure(park),
    );
    const fulfil = new Parallel(this, 'Fulfil', {
      resultSelector: { 'confirmation.$': '$[0]', 'findings.$': '$[1]', 'badge.$': '$[2]' },
      resultPath: '$.fulfilment',
    }).branch(this.#confirmation(), this.#findings(), this.#badge());
    const allDone = new Choice(this, 'All done?')
      .when(Condition.or(...['confirmation', 'findings', 'badge'].map(partNeedsAttention)), park)
      .otherwise(completed);

    return Chain.start(validateEntry.onFailure(park))
      .next(paymentNeeded.afterwards({ includeOtherwise: true }))
      .next(storeProfile.onFailure(park))
      .next(fulfil)
      .next(allDone);
  }

  #confirmation(): IChainable {
    return this.steps.sendConfirmation.onFailure(this.#parkPart('Confirmation'));
  }

  #findings(): IChainable {
    return new Choice(this, 'Anything to look at?')
      .when(
        Condition.or(
          Condition.not(Condition.stringEquals('$.validated.school', 'known')),
          Condition.isPresent('$.validated.findings[0]'),
          Condition.booleanEquals('$.profile.photoShared', true),
          ...(this.#pricesChecked ? [Condition.isPresent('$.payment.findings[0]')] : []),
        ),
        this.steps.alertAdmin.onFailure(this.#parkPart('Alert')),
      )
      .otherwise(this.#outcome('Nothing to look at', { outcome: 'none' }));
  }

  #badge(): IChainable {
    const { renderBadge, pushToDrive } = this.steps;
    const needsAttention = this.#parkPart('Badge');
    const render = renderBadge.onFailure(needsAttention);
    if (pushToDrive) render.next(pushToDrive.onFailure(needsAttention));
    return new Choice(this, 'Badge wanted?')
      .when(Condition.booleanEquals('$.validated.badgeWanted', true), render)
      .otherwise(this.#outcome('No badge wanted', { outcome: 'not wanted' }));
  }

  /** Ends a branch whose step failed; the other branches go on. */
  #parkPart(part: string): Pass {
    return this.#outcome(`${part} needs attention`, {
      outcome: 'needs attention',
      'failure.$': '$.failure',
    });
  }

  #outcome(label: string, parameters: Record<string, string>): Pass {
    return new Pass(this, label, { parameters });
  }
}

const partNeedsAttention = (part: string) =>
  Condition.stringEquals(`$.fulfilment.${part}.outcome`, 'needs attention');
