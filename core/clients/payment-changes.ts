import type { SFNClient } from '@aws-sdk/client-sfn';
import { paymentChangeNameOf } from '../domain/ids.ts';
import type { PaymentChange } from '../domain/payment-change.ts';
import { MachineExecutions } from './machine-executions.ts';

/** What a payment is to be read again for. */
export interface ChangedPayment {
  /** The type of Stripe's event, or another word for what asks for it; the execution's name begins with it. */
  happened: string;
  /** The id of the object of Stripe that changed. */
  changed: string;
  /** What distinguishes this change of the object from others: the same cause starts one execution. */
  cause: string;
}

/** Starts the workflow that reads a payment again and does what follows. */
export class PaymentChanges {
  readonly #executions: MachineExecutions;

  constructor(sfn: SFNClient, stateMachineArn: string) {
    this.#executions = new MachineExecutions(sfn, stateMachineArn);
  }

  /**
   * Starts an execution, once for each change.
   * @param again asks for a second execution where the first failed: once for each value.
   */
  async start({ happened, changed, cause }: ChangedPayment, again?: string): Promise<void> {
    const input: PaymentChange = { changed };
    const name = paymentChangeNameOf(happened, changed, cause);
    if ((await this.#executions.startAs(name, input)) || again === undefined) return;
    if (!(await this.#executions.hasFailed(name))) return;
    await this.#executions.startAs(paymentChangeNameOf(happened, changed, `${cause} ${again}`), input);
  }
}
