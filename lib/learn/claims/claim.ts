import type { TestRef } from '../test-report';

/** One thing that is commonly said about the three styles, and how it stands here. */
export type Claim = {
  id: string;
  text: string;
  /** The page where it can be seen. */
  shown: string;
  /** Tests that would fail if it were not so. */
  proofs?: readonly TestRef[];
  /** Why no program can prove it. */
  notProvable?: string;
  /** What is missing until it is proved. */
  open?: string;
};

export type ClaimSection = { title: string; claims: readonly Claim[] };
