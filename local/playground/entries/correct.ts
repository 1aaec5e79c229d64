/**
 * Corrections as an organiser makes them, by docs/runbook.md: of somebody who is not registered yet in the entries table,
 * of somebody who is in the registrations table, as the registration site does; an e-mail address in both. The photo goes
 * where the form puts it.
 */
import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { StoredEntry } from '../../../core/clients/entries.ts';
import { textOf } from '../../../core/domain/entry-item.ts';
import type { EntrySources, WholeEntry } from './entry-sources.ts';

/** What can be corrected, by the form's names, in the form's order. */
export const correctable = [
  'full_name',
  'school',
  'reg_type',
  'email',
  'phone',
  'parent',
  'birthdate',
  'gender',
  'weight',
  'height',
  'beltRank',
  'events',
  'coach',
  'tshirt',
  'checkout',
] as const;

/** The item in which a field is corrected, as it is now. */
export function itemToCorrect({ row, item }: WholeEntry): StoredEntry | undefined {
  return row ?? item;
}

export const writtenIn = (item: StoredEntry | undefined, field: string): string => {
  const text = textOf(item?.[field]);
  return typeof text === 'string' ? text : '';
};

/**
 * @param fields the texts as they should be; those that are as they were are left alone, an empty one is taken out.
 * @returns whether anything was changed.
 */
export async function correct(
  sources: EntrySources,
  entry: WholeEntry,
  fields: Readonly<Record<string, string>>,
  photo?: { name: string; type: string; bytes: Uint8Array },
): Promise<boolean> {
  const { stage } = sources;
  const { id, item, row, dossier } = entry;
  const wanted = { ...fields, ...(photo && (await putPhoto(sources, entry, fields, photo))) };
  const inEntry = row ? pick(wanted, 'email') : wanted;
  const changes = [
    row && (await update(stage.output('RegistrationsTable'), { pk: { S: dossier?.pk ?? '' } }, row, wanted)),
    item && (await update(stage.output('EntriesTable'), { entryId: { S: id } }, item, inEntry)),
  ];
  return photo !== undefined || changes.includes(true);

  async function update(
    TableName: string,
    Key: Record<string, AttributeValue>,
    before: StoredEntry,
    after: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    const changed = Object.entries(after).filter(([name, text]) => text !== writtenIn(before, name));
    if (changed.length === 0) return false;
    const [key = ''] = Object.keys(Key);
    const filled = changed.filter(([, text]) => text !== '');
    const empty = changed.filter(([, text]) => text === '');
    await stage.dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key,
        ConditionExpression: 'attribute_exists(#key)',
        UpdateExpression: [
          filled.length > 0 && `SET ${filled.map(([name]) => `#${name} = :${name}`).join(', ')}`,
          empty.length > 0 && `REMOVE ${empty.map(([name]) => `#${name}`).join(', ')}`,
        ]
          .filter(Boolean)
          .join(' '),
        ExpressionAttributeNames: {
          '#key': key,
          ...Object.fromEntries(changed.map(([name]) => [`#${name}`, name])),
        },
        ...(filled.length > 0 && {
          ExpressionAttributeValues: Object.fromEntries(
            filled.map(([name, text]) => [`:${name}`, likeBefore(text, before[name])]),
          ),
        }),
      }),
    );
    return true;
  }
}

/** A number stays one, if it still is. */
const likeBefore = (text: string, before: AttributeValue | undefined): AttributeValue =>
  before?.N !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? { N: text } : { S: text };

const pick = (fields: Readonly<Record<string, string>>, name: string): Record<string, string> =>
  fields[name] === undefined ? {} : { [name]: fields[name] };

/** The form names a photo after school, type and name. @returns the field that names it. */
async function putPhoto(
  { s3, stage }: EntrySources,
  entry: WholeEntry,
  fields: Readonly<Record<string, string>>,
  { name, type, bytes }: { name: string; type: string; bytes: Uint8Array },
): Promise<Record<string, string>> {
  const before = itemToCorrect(entry);
  const text = (field: string) => fields[field] ?? writtenIn(before, field);
  const extension = /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0] ?? '.jpg';
  const made = `${text('school')}_${text('reg_type')}_${text('full_name').replaceAll(' ', '_')}${extension}`;
  const key = writtenIn(before, 'imgFilename') || made;
  await s3.send(
    new PutObjectCommand({
      Bucket: stage.output('ProfilePictureBucket'),
      Key: key,
      Body: bytes,
      ContentType: type,
    }),
  );
  return { imgFilename: key };
}
