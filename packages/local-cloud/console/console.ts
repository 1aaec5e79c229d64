/**
 * The embedded cloud's console: what runs and where, the outcome of each execution, and the pages that mails to the
 * organisers link to, for running an execution again and for a table's item. Pages of the app itself come before its own.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { awsClientConfig } from '../clients.ts';
import { listen } from '../listen.ts';
import type { Site } from '../pages/frame.ts';
import { look } from '../pages/look.ts';
import type { OwnPages } from '../pages/own-pages.ts';
import type { SentMails } from '../ses/sent-mails.ts';
import { type ExecutionsOptions, executionPages } from './executions.ts';
import { mailPages } from './mail-pages.ts';
import { tablePages } from './table-pages.ts';

export interface ConsoleOptions extends Omit<ExecutionsOptions, 'own'> {
  /** Default: 0, any free port. */
  port?: number;
  /** The URL of the AWS services. */
  edgeUrl: string;
  mails: SentMails;
  /** Of other servers, for the navigation; `note` says what they show. */
  pages: { title: string; url: string; note: string }[];
}

export interface Console {
  url: string;
  /** What all pages have in common, wherever they are served. */
  site(): Site;
  /** Puts the app's own pages before the console's. */
  mount(pages: OwnPages): void;
  stop(): Promise<void>;
}

/** @throws Error when the port is taken. */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const dynamo = new DynamoDBClient(awsClientConfig({ endpoints: { aws: options.edgeUrl } }));
  let own: OwnPages | undefined;
  const site = (): Site => ({
    name: own?.name ?? 'Embedded cloud',
    home: `${url}/`,
    links: [
      ...(own?.links ?? []).map(({ title, href }) => ({ title, href: `${url}${href}` })),
      { title: 'Executions', href: `${url}/executions` },
      { title: 'Mails', href: `${url}/mails` },
      ...options.pages.map(({ title, url }) => ({ title, href: `${url}/` })),
    ],
  });
  const created = () => {
    const app = new Hono().use(look(site));
    if (own) app.route('/', own.routes);
    app.notFound((context) => {
      context.status(404);
      return context.render(html`<p><a href="/">Go to the first page</a></p>`, {
        title: 'There is no such page',
      });
    });
    return app
      .route('/', homePage(options))
      .route('/', executionPages({ ...options, own }))
      .route('/', mailPages(options.mails, options.now))
      .route('/', tablePages(dynamo));
  };
  let app = created();
  const { url, stop } = await listen((request) => app.fetch(request), options.port);
  return {
    url,
    site,
    mount(pages) {
      own = pages;
      app = created();
    },
    async stop() {
      await stop();
      dynamo.destroy();
    },
  };
}

/** What runs, for an app that has no home page of its own. */
function homePage({ pages, edgeUrl }: ConsoleOptions): Hono {
  return new Hono().get('/', (context) =>
    context.render(
      html`<ul>
        <li><a href="/executions">Executions</a> <small>what became of each</small></li>
        <li><a href="/mails">Mails</a> <small>every mail that was sent</small></li>
        ${pages.map(({ title, url, note }) => html`<li><a href="${url}">${title}</a> <small>${note}</small></li>`)}
        <li>AWS services <code>${edgeUrl}</code> <small>for the AWS CLI and SDKs: AWS_ENDPOINT_URL</small></li>
      </ul>`,
      { title: 'What runs' },
    ),
  );
}
