/** The graph of a machine, with where everything is; laid out once for each definition. */
import type { Definition } from '../../step-functions/definition.ts';
import { type Layout, layoutOf } from './layout.ts';
import { type Graph, graphOf } from './model.ts';

export interface Picture {
  graph: Graph;
  layout: Layout;
}

/** A stack has fewer; executions of an earlier deployment add theirs. */
const mostPictures = 100;
const pictures = new Map<string, Promise<Picture>>();

/** @param definition in JSON. */
export function pictureOf(definition: string): Promise<Picture> {
  const known = pictures.get(definition);
  if (known) return known;
  const graph = graphOf(JSON.parse(definition) as Definition);
  const picture = layoutOf(graph).then((layout) => ({ graph, layout }));
  pictures.set(definition, picture);
  picture.catch(() => pictures.delete(definition));
  const [oldest] = pictures.keys();
  if (pictures.size > mostPictures && oldest !== undefined) pictures.delete(oldest);
  return picture;
}
