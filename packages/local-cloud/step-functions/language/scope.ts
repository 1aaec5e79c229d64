/** What the expressions of a state can read. */
export interface Scope {
  /** `$`. */
  input: unknown;
  /** The Context Object, `$$`. */
  context: object;
  /** `$name`. */
  variables: Record<string, unknown>;
}
