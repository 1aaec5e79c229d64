import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig, onlooker } from '@tkd-registration/local-cloud/clients';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { Registrations } from '../../../core/clients/registrations.ts';
import { Schools } from '../../../core/clients/schools.ts';
import { type RegistrationType, registrationType } from '../../../core/domain/registration-type.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';
import { FrontEnd, type Submission } from '../../front-end.ts';
import { putPhoto } from '../../seed.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import type { Visit } from '../visit.ts';
import { example, isExample } from './examples.ts';
import { blankForm, blankPerson, type FilledForm, mostPeople, problemsOf, readForm } from './filled-form.ts';
import { formPage, type Shown } from './form-page.ts';
import { registeredAlready, sendForm } from './send-form.ts';

export function formPages(cloud: RunningTournament, { families, tried }: Visit): Hono {
  const { competition, payment } = readStageConfig('local');
  // What the page reads to show itself; what it sends meets faults, as the form does.
  const config = awsClientConfig(cloud, onlooker);
  const { ConfigBucket = '', RegistrationsTable = '' } = cloud.outputs;
  const schools = new Schools(new S3Client(config), ConfigBucket);
  const registrations = new Registrations(new DynamoDBClient(config), RegistrationsTable);
  const frontEnd = new FrontEnd(cloud);
  const site = cloud.endpoints.console;
  const thanks = (entryId: string) => `/thanks/${encodeURIComponent(entryId)}`;
  const pages = new Hono();

  async function show(context: Context, shown: Shown) {
    const listed = (await schools.names()) ?? [];
    const settings = {
      competition: competition.name,
      schools: listed,
      currency: payment.currency,
      prices: payment.prices,
    };
    return context.render(formPage(shown, settings), {
      title: 'Register',
      width: 'narrow',
      styles: ['/_playground/playground.css'],
    });
  }

  pages.get('/form', (context) => {
    const { example: named, type } = context.req.query();
    if (named !== undefined && isExample(named)) return show(context, { form: example(named) });
    return show(context, { form: emptyForm(registrationType.safeParse(type).data) });
  });

  pages.post('/form', async (context) => {
    const fields = await context.req.formData();
    const form = readForm(fields);
    const action = fields.get('action');
    if (action === 'add')
      return show(context, { form: { ...form, people: [...form.people, blankPerson].slice(0, mostPeople) } });
    if (action === 'remove') return show(context, { form: { ...form, people: form.people.slice(0, -1) } });

    const problems = problemsOf(form);
    if (problems.length > 0) return show(context, { form, problems });
    const order = { form, year: competition.year };
    const there = form.unasked
      ? []
      : await registeredAlready(order, async (pk) => (await registrations.get(pk)) !== undefined);
    if (there.length > 0) return show(context, { form, problems: there.map(alreadyThere) });
    return send(context, form);
  });

  async function send(context: Context, form: FilledForm) {
    const family = families.begin();
    const submissions: Submission[] = [];
    const addresses = {
      success: `${site}/thanks/{CHECKOUT_SESSION_ID}`,
      cancel: `${site}/form/sent/${family}`,
    };
    try {
      await sendForm(
        { form, year: competition.year, addresses },
        { frontEnd, putPhoto: (key, photo) => putPhoto(cloud, key, photo), now: cloud.clock.now },
        (submission) => {
          families.add(family, submission.entryId);
          submissions.push(submission);
        },
      );
    } catch (error) {
      const left = { ...form, people: form.people.slice(submissions.length) };
      const [first] = submissions;
      const problems = [refused(error), ...(first ? [sentBefore(thanks(first.entryId))] : [])];
      return show(context, { form: left, problems });
    }
    tried.add('form');
    const [{ entryId, sessionId } = { entryId: '' }] = submissions;
    return context.redirect(sessionId ? frontEnd.paymentPage(sessionId) : thanks(entryId), 303);
  }

  /** Where the payment page leads somebody who turns back. */
  pages.get('/form/sent/:family', (context) => {
    const [first] = families.entriesOf(context.req.param('family'));
    return context.redirect(first === undefined ? '/form' : thanks(first), 303);
  });

  return pages;
}

const emptyForm = (type: RegistrationType = 'competitor'): FilledForm => ({
  ...blankForm,
  registrationType: type,
  payment: type === 'coach' ? 'none' : 'stripe',
});

const alreadyThere = (
  name: string,
) => html`${name} of this school is registered already. The form asks this before anybody pays.
  To see what happens if it does not, tick the last box under “How the entry is sent”.`;

const refused = (error: unknown) =>
  `What was typed could not be sent (${(error as Error).name}): the existing form fails here too.`;

const sentBefore = (address: string) =>
  html`The children before this one were sent. <a href="${address}">Pay for them</a>; the others are still here.`;
