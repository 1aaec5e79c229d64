/**
 * SQS's redrive of dead-letter queues, which fauxqs does not have. Here a task is done before its start is answered.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
import { randomUUID } from 'node:crypto';

/** SQS's answer to a request. */
export interface Answer {
  status: number;
  /** `code;Sender` or `code;Receiver`: the error in the query protocol. */
  queryError?: string;
  body: Record<string, unknown>;
}

interface Queue {
  name: string;
  /** `RedrivePolicy` is JSON with the ARN of another queue. */
  attributes: Record<string, string>;
}

interface Message {
  Body: string;
  ReceiptHandle: string;
  MessageAttributes?: Record<string, unknown>;
}

type CarryOut = (operation: string, payload: string) => Promise<Answer>;

interface Task {
  SourceArn: string;
  DestinationArn?: string;
  ApproximateNumberOfMessagesMoved: number;
  StartedTimestamp: number;
}

/** SQS returns the ten most recent. */
const mostListed = 10;

export class MessageMoves {
  readonly #queues: readonly Queue[];
  readonly #urlOf: (name: string) => string;
  readonly #carryOut: CarryOut;
  readonly #tasks: Task[] = [];

  constructor(queues: readonly Queue[], urlOf: (name: string) => string, carryOut: CarryOut) {
    this.#queues = queues;
    this.#urlOf = urlOf;
    this.#carryOut = carryOut;
  }

  /** Undefined for another operation. */
  answer(operation: string, payload: string): Promise<Answer> | Answer | undefined {
    if (operation === 'StartMessageMoveTask') return this.#start(JSON.parse(payload));
    if (operation === 'ListMessageMoveTasks') return this.#list(JSON.parse(payload));
    return undefined;
  }

  async #start({ SourceArn, DestinationArn }: Partial<Task>): Promise<Answer> {
    const [source, ...redriven] = [SourceArn, ...this.#redrivenTo(SourceArn)].map(nameOf);
    if (!source || redriven.length === 0)
      return refused('Source queue must be configured as a Dead Letter Queue.');
    // SQS sends each message to the queue that it came from; which one that was, is not known here.
    const to = DestinationArn === undefined && redriven.length === 1 ? redriven[0] : nameOf(DestinationArn);
    if (!to) return refused('the embedded cloud does not know which queue the messages came from');
    let moved = 0;
    for (const message of await this.#receive(source)) {
      const { Body: MessageBody, MessageAttributes, ReceiptHandle } = message;
      await this.#sqs('SendMessage', { QueueUrl: this.#urlOf(to), MessageBody, MessageAttributes });
      await this.#sqs('DeleteMessage', { QueueUrl: this.#urlOf(source), ReceiptHandle });
      moved += 1;
    }
    this.#tasks.unshift({
      ...{ SourceArn: SourceArn ?? '', DestinationArn, StartedTimestamp: Date.now() },
      ApproximateNumberOfMessagesMoved: moved,
    });
    return { status: 200, body: { TaskHandle: randomUUID() } };
  }

  #list({ SourceArn }: Partial<Task>): Answer {
    const tasks = this.#tasks.filter((task) => task.SourceArn === SourceArn).slice(0, mostListed);
    return { status: 200, body: { Results: tasks.map((task) => ({ ...task, Status: 'COMPLETED' })) } };
  }

  /** All that can be received now. */
  async #receive(name: string): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const request = {
        QueueUrl: this.#urlOf(name),
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      };
      const { Messages = [] } = (await this.#sqs('ReceiveMessage', request)) as { Messages?: Message[] };
      if (Messages.length === 0) return all;
      all.push(...Messages);
    }
  }

  async #sqs(operation: string, request: object): Promise<Record<string, unknown>> {
    const { status, body } = await this.#carryOut(operation, JSON.stringify(request));
    if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
    return body;
  }

  /** The names of the queues whose dead letters a queue has. */
  #redrivenTo(deadLettersArn: string | undefined): string[] {
    return this.#queues.flatMap(({ name, attributes: { RedrivePolicy } }) =>
      RedrivePolicy && JSON.parse(RedrivePolicy).deadLetterTargetArn === deadLettersArn ? [name] : [],
    );
  }
}

const nameOf = (arn: string | undefined) => arn?.split(':').at(-1);

const refused = (message: string): Answer => ({
  status: 400,
  queryError: 'InvalidParameterValue;Sender',
  body: { __type: 'com.amazonaws.sqs#InvalidParameterValueException', message },
});
