/** `npm run goldens`: draws every golden that no longer looks like what is drawn. Look at them before committing. */
import { startVitest } from 'vitest/node';

process.env.UPDATE_GOLDENS = '1';
const folders = [
  'test/core/badges/drawing',
  'test/core/sheets',
  'test/core/lists/files',
  'test/core/bracket-targets/paper',
];
const vitest = await startVitest(folders, {
  project: ['unit'],
  watch: false,
  testNamePattern: 'as approved',
});
await vitest.close();
