import * as z from 'zod';
import { comparableName } from '../domain/names.ts';
import { normaliseName } from '../domain/text.ts';
import { spreadsheetCsv } from '../sheets/spreadsheet-csv.ts';
import { canonicalNames, type SchoolNames, schoolNames } from './school-names.ts';
import { schoolSimilarity } from './school-similarity.ts';

/** Which spellings may be of one school. A person sets `approve` to true where that is so, and has the list applied. */
export const proposal = z.object({
  clusters: z.array(
    z.object({
      canonical: z.string(),
      /** Whether the form offers the name: it is in `schools.json`. */
      listed: z.boolean(),
      /** How many registrations have the name already. */
      registrations: z.int(),
      spellings: z.array(
        z.object({
          spelling: z.string(),
          registrations: z.int(),
          /** How alike the two names are, from 0 to 1. */
          score: z.number(),
          /** Whether a person has approved it before. */
          known: z.boolean(),
          approve: z.boolean(),
        }),
      ),
    }),
  ),
});

export type Proposal = z.infer<typeof proposal>;
export type Cluster = Proposal['clusters'][number];

/** From here on, a spelling is proposed for a name. */
const likely = 0.75;

/** One name as it is compared, with every way in which registrations have it. */
interface Form {
  key: string;
  /** The commonest way of writing it. */
  text: string;
  registrations: number;
  texts: Map<string, number>;
}

/**
 * Proposes which spellings are of one school. It decides nothing: only what a person has approved before is marked as
 * approved. Names that the form offers, and names that are canonical by an earlier approval, are never proposed as
 * spellings. Of the others the commonest come first, each as the spelling of the likeliest name or else as a name itself.
 *
 * @param schools the school of each registration, as it is written.
 * @param listed the names in `schools.json`.
 * @param known what has been approved so far.
 */
export function proposeSchoolNames(
  schools: Iterable<string>,
  { listed, known }: { listed: readonly string[]; known: SchoolNames },
): Proposal {
  const clusters = new Map<string, Cluster>();
  const open = (canonical: string, isListed: boolean) => {
    const name = normaliseName(canonical);
    const key = comparableName(name);
    if (name === '' || clusters.has(key)) return;
    clusters.set(key, { canonical: name, listed: isListed, registrations: 0, spellings: [] });
  };
  for (const name of listed) open(name, true);
  for (const name of Object.keys(known)) open(name, false);
  const approved = canonicalNames(known);

  for (const form of formsOf(schools)) {
    const canonical = approved.get(form.key);
    const chosen = canonical === undefined ? undefined : clusters.get(comparableName(canonical));
    const own = clusters.get(form.key);
    const likeliest = own || chosen ? undefined : likeliestOf(clusters.values(), form.text);
    if (!own && !chosen && !likeliest) open(form.text, false);
    const cluster = own ?? chosen ?? likeliest?.cluster ?? clusters.get(form.key);
    if (!cluster) continue;
    const isKnown = chosen === cluster || (canonical !== undefined && comparableName(canonical) === form.key);
    const same = own || !(chosen || likeliest);
    const asIs = same ? (form.texts.get(cluster.canonical) ?? 0) : 0;
    cluster.registrations += asIs;
    const others = [...form.texts].filter(([text]) => !same || text !== cluster.canonical);
    const [commonest] = others.sort(byNumber);
    if (!commonest) continue;
    cluster.spellings.push({
      spelling: commonest[0],
      registrations: form.registrations - asIs,
      score: same ? 1 : rounded(likeliest?.score ?? schoolSimilarity(cluster.canonical, form.text)),
      known: isKnown,
      approve: isKnown,
    });
  }
  return {
    clusters: [...clusters.values()]
      .filter(({ spellings }) => spellings.length > 0)
      .sort((a, b) => (a.canonical < b.canonical ? -1 : 1)),
  };
}

/** Names by how they are compared, the commonest first. */
function formsOf(schools: Iterable<string>): Form[] {
  const forms = new Map<string, Form>();
  for (const written of schools) {
    const text = normaliseName(written);
    const key = comparableName(text);
    if (key === '') continue;
    const form = forms.get(key) ?? { key, text, registrations: 0, texts: new Map() };
    form.texts.set(text, (form.texts.get(text) ?? 0) + 1);
    form.registrations += 1;
    forms.set(key, form);
  }
  for (const form of forms.values()) form.text = [...form.texts].sort(byNumber)[0]?.[0] ?? form.text;
  return [...forms.values()].sort((a, b) => b.registrations - a.registrations || (a.key < b.key ? -1 : 1));
}

function likeliestOf(
  clusters: Iterable<Cluster>,
  text: string,
): { cluster: Cluster; score: number } | undefined {
  let best: { cluster: Cluster; score: number } | undefined;
  for (const cluster of clusters) {
    const score = schoolSimilarity(cluster.canonical, text);
    if (score >= likely && score > (best?.score ?? 0)) best = { cluster, score };
  }
  return best;
}

const byNumber = ([a, ofA]: [string, number], [b, ofB]: [string, number]) => ofB - ofA || (a < b ? -1 : 1);
const rounded = (score: number) => Math.round(score * 100) / 100;

/** The proposal to look at in a spreadsheet. */
export function proposalCsv({ clusters }: Proposal): string {
  return spreadsheetCsv(
    [
      'canonical',
      'in_schools_json',
      'registrations',
      'spelling',
      'registrations_of_spelling',
      'score',
      'approved',
    ],
    clusters.flatMap(({ canonical, listed, registrations, spellings }) =>
      spellings.map((one) => [
        canonical,
        listed ? 'yes' : 'no',
        registrations,
        one.spelling,
        one.registrations,
        one.score,
        one.approve ? 'yes' : 'no',
      ]),
    ),
  );
}

/** What a person sends back: the proposal, of which only the names and `approve` matter, or a list of names. */
const approval = z.union([
  z
    .object({
      clusters: z.array(
        z.object({
          canonical: z.string(),
          spellings: z.array(z.object({ spelling: z.string(), approve: z.boolean().default(false) })),
        }),
      ),
    })
    .transform(({ clusters }): SchoolNames => {
      const names = new Map<string, string[]>();
      for (const { canonical, spellings } of clusters) {
        const approvedOnes = spellings.filter(({ approve }) => approve).map(({ spelling }) => spelling);
        if (approvedOnes.length > 0) {
          names.set(canonical, [...(names.get(canonical) ?? []), ...approvedOnes]);
        }
      }
      return Object.fromEntries(names);
    }),
  schoolNames,
]);

/**
 * The names that a person approved, of a proposal with `approve` set to true, or of a list like `school-names.json`, in
 * which everything is approved.
 *
 * @returns undefined for anything else.
 */
export function approvedNames(content: unknown): SchoolNames | undefined {
  return approval.safeParse(content).data;
}
