/** The cloud's clock is moved ahead, and things are broken on the page “Break it”. */
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryIdOf } from '../../core/domain/ids.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { playground } from '../../local/playground/playground.ts';
import { localStripe } from '../../local/stripe-client.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { coach, competitor } from '../cloud/people.ts';

const hourMs = 3_600_000;
let cloud: TournamentCloud;
let frontEnd: FrontEnd;
let outcomes: Outcomes;
beforeAll(async () => {
  cloud = await startTournamentCloud({
    ...{ assembly: await synthesise('local'), concurrency: 2 },
    site: (running) => playground(running),
  });
  frontEnd = new FrontEnd(cloud);
  outcomes = new Outcomes(cloud);
});
afterAll(() => cloud.stop());

test('an hour later a message that waited is taken, a payment page has expired, a retry was made, and the sweep ran', async () => {
  const stripe = localStripe(cloud);
  const inHalfAnHour = Math.floor(Date.now() / 1000) + 30 * 60;
  const abandoned = await frontEnd.openSession(competitor(), { expires_at: inHalfAnHour });

  const delayed = coach();
  await frontEnd.post(delayed, 120);
  cloud.faults.add({
    ...{ service: 'stripe', operation: 'checkout.sessions.retrieve', times: 4 },
    behaviour: { kind: 'answer', status: 503 },
  });
  const retried = await frontEnd.submit(competitor());
  await frontEnd.press('card', retried.sessionId ?? '');
  await waitFor('the first attempt', async () => (cloud.faults.list()[0]?.times === 3 ? true : undefined));
  expect(await outcomes.execution(retried.entryId)).toMatchObject({ status: 'RUNNING' });

  await cloud.clock.advance(hourMs);

  expect(await outcomes.ended(retried.entryId)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await outcomes.ended(entryIdOf(delayed))).toMatchObject({ status: 'SUCCEEDED' });
  expect(await stripe.checkout.sessions.retrieve(abandoned)).toMatchObject({ status: 'expired' });
  const sfn = new SFNClient(awsClientConfig(cloud));
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: cloud.outputs.ReconcileArn }),
  );
  expect(executions).toHaveLength(1);
  expect(executions[0]?.startDate?.getTime()).toBeGreaterThan(Date.now() + hourMs / 2);

  // The functions, what signs webhooks and what checks tokens agree on the time.
  const later = await frontEnd.submit(competitor());
  await frontEnd.press('card', later.sessionId ?? '');
  expect(await outcomes.ended(later.entryId)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await outcomes.of(later.entryId)).toMatchObject({ driveFile: expect.anything() });
});

test('each thing on the page can be broken and mended, and the page says what became of who registered meanwhile', async () => {
  const page = async () => (await fetch(`${cloud.endpoints.console}/break`)).text();
  const press = async (path: string) => {
    const { status } = await fetch(`${cloud.endpoints.console}${path}`, {
      method: 'POST',
      redirect: 'manual',
    });
    expect(status, path).toBe(303);
  };
  const things = [...(await page()).matchAll(/action="(\/break\/things\/([\w-]+))"/g)];
  expect(things.length).toBeGreaterThan(10);
  for (const [, path = ''] of things) await press(path);
  const broken = await page();
  expect(things.map(([, , id]) => id).filter((id) => !broken.includes(`id="now-${id}"`))).toEqual([]);
  await press('/break/mend');
  expect(await page()).toContain('Nothing is broken');

  await press('/break/things/drive-full');
  await press('/break/family');
  await waitFor('the entry to need attention', async () =>
    (await page()).includes('DriveStorageFullError') && (await page()).includes('Needs attention')
      ? true
      : undefined,
  );
  await press('/break/things/drive-full/mend');
  await press('/break/family');
  await waitFor('the next to come through', async () =>
    (await page()).includes('All done') ? true : undefined,
  );
}, 120_000);
