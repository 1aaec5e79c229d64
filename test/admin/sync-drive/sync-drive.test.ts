import { expect, test } from 'vitest';
import { exitCodes } from '../../../admin/exit-codes.ts';
import { orphansInWords, planInWords, syncDrive, unpruned } from '../../../admin/sync-drive/sync-drive.ts';

test('the command line may say nothing, or everything', () => {
  expect(syncDrive.read([])).toEqual([{ stage: 'local' }]);
  const said = ['--stage', 'prod', '--prune', '--yes', '--plan', '--json'];
  expect(syncDrive.read(said)).toEqual([{ stage: 'prod', prune: true, yes: true, plan: true, json: true }]);
});

test('a plan says what there is to do', () => {
  expect(
    planInWords({ counts: { toCreate: 40, toUpdate: 0, toLookFor: 1, unchanged: 4950, orphans: 2 } }),
  ).toBe('To do: 40 to upload, 1 to look for where people may have moved them. 4950 are as they should be.');
  expect(planInWords({ counts: { unchanged: 5 } })).toBe('Nothing to do. 5 are as they should be.');
});

test('files that nobody needs are listed, at most twenty, with what can be or was done', () => {
  const one = { fileId: '1AbC', name: 'Kim', entryId: 'cs_test_Kim', of: 'nobody' } as const;
  expect(orphansInWords([one], { trashed: false })).toBe(
    [
      "1 file of ours that no badge needs; --prune puts them into Drive's trash:",
      '  Kim (1AbC): no registration needs it',
    ].join('\n'),
  );
  const lines = orphansInWords(Array(22).fill({ ...one, of: 'duplicate' }), { trashed: true }).split('\n');
  expect(lines[0]).toBe("22 files no longer needed, now in Drive's trash for 30 days:");
  expect(lines[1]).toBe('  Kim (1AbC): its badge has another file');
  expect(lines.slice(21)).toEqual(['  and 2 more, with --json']);
});

test('a prune asks for --yes only if there is something to do', () => {
  expect(unpruned({ counts: { unchanged: 5 } }, ['a file'])).toBe(exitCodes.yesIsMissing);
  expect(unpruned({ counts: { toCreate: 1 } }, [])).toBe(exitCodes.yesIsMissing);
  expect(unpruned({ counts: { toCreate: 0, unchanged: 5 } }, [])).toBe(exitCodes.done);
});
