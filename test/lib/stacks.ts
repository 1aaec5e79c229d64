/** The stacks whose templates are tested: each kind of stage, and each thing that a stage may leave out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { priceList } from '../../core/money/price-list.ts';
import { parseStageConfig, readStageConfig, type StageConfig } from '../../lib/stage-config.ts';
import { templateOf } from './synthesise.ts';

const example = join(import.meta.dirname, '../../stages/prod.example.json');
export const prod: StageConfig = {
  ...parseStageConfig(readFileSync(example, 'utf8'), example),
  drive: { folderId: 'prod-folder', writesPerSecond: 3 },
  stage: 'prod',
};
const adopting: StageConfig = {
  ...prod,
  adopt: {
    registrationsTable: 'old-registrations',
    registrationsStreamArn:
      'arn:aws:dynamodb:us-east-1:111122223333:table/old-registrations/stream/2027-01-01T00:00:00.000',
    profilePictureBucket: 'old-photos',
    badgeBucket: 'old-badges',
    configBucket: 'old-config',
    lookupTable: 'old-lookup',
    processingQueue: { name: 'processing', deadLetterQueue: 'failed_registrations' },
  },
};

const configs: Record<string, StageConfig> = {
  local: readStageConfig('local'),
  dev: readStageConfig('dev'),
  'a live prod': prod,
  'an adopting prod': adopting,
  'a prod without badges': { ...prod, registration: { ...prod.registration, badges: false } },
  'a prod without Drive, whose table has no stream': {
    ...prod,
    drive: undefined,
    adopt: { registrationsTable: 'old-registrations' },
  },
  'a prod with all that is optional': {
    ...prod,
    competition: {
      ...prod.competition,
      checkIn: 'Friday, March 12, 5 to 8 pm, main lobby',
      weighIn: 'Friday, March 12, 5 to 8 pm, room 101',
      bring: ['White dobok and belt', 'Mouthguard'],
    },
    badge: { ...prod.badge, logo: 'logo.png' },
    payment: {
      ...prod.payment,
      belongs: { successUrlPrefix: 'https://register.example.org/' },
      receipt: true,
      prices: priceList.parse({ coach: { base: { product: 'Coach Registration', amount: 2_000 } } }),
    },
    drive: { folderId: 'prod-folder', writesPerSecond: 3, folders: 'school' },
    challonge: { callsPerMonth: 500, callsPerMinute: 30, api: 'v2.1', names: 'short', private: true },
    webhookConcurrency: 20,
    budget: 50,
    badgeConcurrency: 50,
  },
};

/** Every stack by the name of what it is. */
export const stacks = Object.entries(configs).map(([name, config]) => ({
  name,
  config,
  template: templateOf(config),
}));
