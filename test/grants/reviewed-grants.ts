import type { ReviewedGrant } from './judge-grants.ts';

export const reviewedGrants: readonly ReviewedGrant[] = [];
