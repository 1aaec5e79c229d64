import { describe, expect, test } from 'vitest';
import { exitCodesInWords } from '../../admin/exit-codes.ts';
import { program } from '../../admin/program.ts';
import { archiveOrder, mergedArchiveKey } from '../../core/archive/archive-state.ts';
import { paymentStates } from '../../core/domain/payment-state.ts';
import { syncOrder } from '../../core/drive/sync-order.ts';
import { regenerateOrder } from '../../core/jobs/regenerate-order.ts';
import { resendOrder } from '../../core/jobs/resend-order.ts';
import { documentNames } from '../../core/lists/files/group-documents.ts';
import { parseListOrder } from '../../core/lists/files/list-state.ts';
import { tableFiles } from '../../core/lists/files/table-files.ts';
import { beltCost, weightCost } from '../../core/lists/group-cost.ts';
import { makeLists } from '../../core/lists/lists.ts';
import { schoolOrder } from '../../core/schools/school-state.ts';
import { countOf, foundCounts } from '../../lambdas/drive-sync/plan-sync/plan-sync.ts';
import { person } from '../core/lists/people.ts';
import { blocksOf, chapterOf, codesIn, keysOf, read, statesIn, tableOf } from './document.ts';
import { definitionOf, statesOf } from './stack.ts';

describe('docs/bulk-jobs.md', () => {
  const text = read('docs/bulk-jobs.md');

  test('lists every command of the tool, and no other', () => {
    const rows = tableOf(text, 'command', 'what it does', 'what `--json` prints');
    const commands = program(() => {}).commands.flatMap((command) =>
      command.commands.length === 0
        ? command.name()
        : command.commands.map((one) => `${command.name()} ${one.name()}`),
    );
    expect(keysOf(rows)).toEqual(commands);
  });

  test('says what each exit code means', () => {
    const rows = tableOf(text, 'exit code', 'meaning');
    expect(rows).toEqual(Object.entries(exitCodesInWords).map(([code, meaning]) => [`\`${code}\``, meaning]));
  });

  test.each([
    ['lists', 'Lists'],
    ['regenerate', 'Regenerate badges'],
    ['resend', 'Send confirmations again'],
  ] as const)('shows every state of %s, and no other', (machine, chapter) => {
    const [picture = ''] = blocksOf(chapterOf(text, chapter), 'mermaid');
    expect(statesIn(picture).sort()).toEqual([...statesOf(definitionOf(machine)).keys()].sort());
  });

  test.each([
    ['Regenerate badges', 'what it is about', regenerateOrder],
    ['Send confirmations again', 'who gets it', resendOrder],
  ])('gives inputs that the job takes: %s', (chapter, column, order) => {
    const inputs = keysOf(tableOf(chapterOf(text, chapter), 'input', column));
    for (const input of inputs) expect(order.safeParse(JSON.parse(input)).error, input).toBeUndefined();
  });

  test('says what to do about everybody who gets no confirmation again', () => {
    const rows = tableOf(text, 'reason', 'what to do');
    const payments = Object.keys(paymentStates).filter((state) => state !== 'paid');
    const ofMails = ['not confirmed yet', 'no address', 'mail came back', 'reported as spam'];
    const reasons = [...ofMails, ...payments.map((state) => `payment ${state}`)];
    expect(keysOf(rows).sort()).toEqual(reasons.sort());
  });

  test('shows every state of the Drive sync, explains what it counts, and gives inputs that it takes', () => {
    const chapter = chapterOf(text, 'Keep Drive in step');
    const [picture = ''] = blocksOf(chapter, 'mermaid');
    expect(statesIn(picture).sort()).toEqual([...statesOf(definitionOf('drive-sync')).keys()].sort());
    const counted = [...Object.values(countOf), ...foundCounts];
    expect(keysOf(tableOf(chapter, 'what the plan counts', 'what it is, and what happens')).sort()).toEqual(
      counted.toSorted(),
    );
    const prose = chapter.replaceAll(/^```.*?^```$/gms, '');
    const inputs = codesIn(prose).filter((code) => code.startsWith('{'));
    expect(inputs.map((input) => syncOrder.parse(JSON.parse(input)))).toHaveLength(3);
  });

  test('explains every file for people, and no other', () => {
    const files = tableFiles(makeLists([], { competitionYear: 2027 })).map(({ name }) => name);
    const made = [
      ...files.filter((name) => !name.endsWith('.json')),
      ...documentNames.map((name) => `${name}.pdf`),
    ];
    expect(keysOf(tableOf(text, 'file', 'what is in it')).sort()).toEqual(made.sort());
  });

  test('gives inputs that the job takes', () => {
    const inputs = codesIn(chapterOf(text, 'Make them')).filter((code) => code.startsWith('{'));
    expect(inputs.map((input) => parseListOrder(JSON.parse(input)).paper)).toEqual(['letter', 'a4']);
  });

  test('gives inputs that the jobs of schools and of the archive take', () => {
    const inputsOf = (chapter: string) =>
      codesIn(chapterOf(text, chapter).replaceAll(/```[\s\S]*?```/g, '')).filter((code) =>
        /^\{("| "(approved|load)"|\})/.test(code),
      );
    const ofSchools = inputsOf('Rename what you approve').map((input) =>
      schoolOrder.parse(JSON.parse(input)),
    );
    expect(ofSchools).toEqual([{ approved: 'jobs/schools/approved/mine.json', planOnly: false }, {}]);
    const ofArchive = inputsOf('Archive and lookup').map((input) => archiveOrder.parse(JSON.parse(input)));
    expect(ofArchive).toEqual([{ load: false }, { load: true }]);
    expect(text).toContain(`| \`${mergedArchiveKey}\` |`);
  });

  test('says what counts in a group, and how much', () => {
    const one = (weight: number | undefined, school: string, belt = 'white') =>
      person({ name: 'A', weight, school, belt });
    const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((school) => one(60, school)) as [
      ReturnType<typeof one>,
      ReturnType<typeof one>,
      ReturnType<typeof one>,
      ReturnType<typeof one>,
    ];
    const four = (last: typeof d) => weightCost([a, b, c, last]);
    const counted = Object.fromEntries(tableOf(text, 'what', 'how much'));
    expect(counted).toEqual({
      'the largest difference of weight in a group': [5, 10, 15]
        .map((pounds) => `${pounds} lb count ${four(one(60 + pounds, 'D'))}`)
        .join(', '),
      'two people of one school in a group': String(four(one(60, 'A'))),
      'a group of three': String(weightCost([a, b, c])),
      'a group of two': String(weightCost([a, b])),
      'people with and without a known weight in one group': String(four(one(undefined, 'D'))),
    });
    const belts = ['yellow', 'orange'].map((belt) => beltCost([a, b, c, one(60, 'D', belt)]));
    expect(text).toContain(`two belts in one group count ${belts[0]}, three count ${belts[1]}`);
  });
});
