interface Contents {
  S: string;
  /** A decimal number, as text. */
  N: string;
  B: Uint8Array;
  SS: string[];
  NS: string[];
  BS: Uint8Array[];
  M: Record<string, AttributeValue>;
  L: AttributeValue[];
  NULL: boolean;
  BOOL: boolean;
  /** A type that DynamoDB has and its SDK does not know. */
  $unknown: [string, unknown];
}

type AttributeOf<T extends keyof Contents> = Pick<Contents, T> &
  Partial<Record<Exclude<keyof Contents, T>, never>>;

/**
 * An attribute with its type, `{"S": "text"}`, as DynamoDB's own interface has it. The SDK's type of the same name is
 * assignable to this one and this one to it.
 */
export type AttributeValue = { [T in keyof Contents]: AttributeOf<T> }[keyof Contents];

export type TextAttribute = AttributeOf<'S'>;
