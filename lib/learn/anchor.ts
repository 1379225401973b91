/** A place in the source, named by what stands there and not by a line number. */
export type Anchor = {
  /** From the project's root, e.g. `lib/auth/authorize.ts`. */
  file: string;
  /** A text that stands on exactly one line of the file. */
  text: string;
};

/** A test that shows something: its file and its name, as they stand in the source. */
export type Proof = { file: string; test: string };
