/**
 * Calls in AWS's query protocol, a form in and XML out, about the stack itself: CloudFormation's list of its resources,
 * and who is subscribed to its topics. Nothing is published here.
 */
import { randomUUID } from 'node:crypto';
import type { Template } from '../template/template.ts';
import { inXml } from './xml-text.ts';

interface Subscription {
  TopicArn: string;
  Protocol: string;
  Endpoint: string;
  /** `PendingConfirmation` until whoever has the address has followed the link in SNS's mail. */
  SubscriptionArn: string;
}

interface StackResource {
  LogicalResourceId: string;
  PhysicalResourceId: string;
  ResourceType: string;
}

export class StackQueries {
  readonly #resources: readonly StackResource[];
  #subscriptions: Subscription[];

  constructor(template: Template) {
    this.#resources = listed.flatMap((type) =>
      template.resourcesOf(type).map(({ logicalId, name }) => ({
        ...{ LogicalResourceId: logicalId, PhysicalResourceId: name, ResourceType: type },
      })),
    );
    this.#subscriptions = template.resourcesOf('AWS::SNS::Subscription').map(({ properties }) => {
      const { TopicArn, Protocol, Endpoint } = properties as Record<string, string>;
      const topic = String(TopicArn);
      return {
        ...{ TopicArn: topic, Protocol: String(Protocol), Endpoint: String(Endpoint) },
        SubscriptionArn: `${topic}:${randomUUID()}`,
      };
    });
  }

  /** Answers a call, such as `ListStackResources`. @param form the request's body. */
  answer(form: string): Response {
    const parameters = new URLSearchParams(form);
    const operation = parameters.get('Action') ?? '';
    const result = this.#operations[operation]?.(parameters);
    if (result === undefined) {
      const message = `the embedded cloud does not know ${operation}`;
      const error = `<Type>Sender</Type><Code>InvalidAction</Code><Message>${inXml(message)}</Message>`;
      return xml(`<ErrorResponse><Error>${error}</Error></ErrorResponse>`, 400);
    }
    return xml(
      `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`,
      200,
    );
  }

  readonly #operations: Record<string, (parameters: URLSearchParams) => string> = {
    ListStackResources: () => `<StackResourceSummaries>${members(this.#resources)}</StackResourceSummaries>`,
    ListSubscriptionsByTopic: (parameters) => {
      const ofTopic = this.#subscriptions.filter(({ TopicArn }) => TopicArn === parameters.get('TopicArn'));
      return `<Subscriptions>${members(ofTopic)}</Subscriptions>`;
    },
    Subscribe: (parameters) => {
      const [TopicArn = '', Protocol = '', Endpoint = ''] = ['TopicArn', 'Protocol', 'Endpoint'].map(
        (name) => parameters.get(name) ?? '',
      );
      const pending = Protocol.startsWith('email');
      const SubscriptionArn = pending ? 'PendingConfirmation' : `${TopicArn}:${randomUUID()}`;
      this.#subscriptions.push({ TopicArn, Protocol, Endpoint, SubscriptionArn });
      return `<SubscriptionArn>${pending ? 'pending confirmation' : SubscriptionArn}</SubscriptionArn>`;
    },
    Unsubscribe: (parameters) => {
      const arn = parameters.get('SubscriptionArn');
      this.#subscriptions = this.#subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn !== arn);
      return '';
    },
  };
}

/** The types of resources that are listed: those whose physical ids are asked for. */
const listed = ['AWS::CloudWatch::Alarm', 'AWS::SNS::Subscription'];

const members = (items: readonly object[]) =>
  items
    .map((item) => {
      const fields = Object.entries(item).map(([name, text]) => `<${name}>${inXml(String(text))}</${name}>`);
      return `<member>${fields.join('')}</member>`;
    })
    .join('');

const xml = (body: string, status: number) =>
  new Response(body, { status, headers: { 'content-type': 'text/xml' } });
