/** What one style takes along when it leaves, and what stands in for the rest. Paths from the root. */
export type EjectPlan = {
  /** Its name on the command line and on the page. */
  style: string;
  /** Which of the three styles it is a part of. */
  family: 'api-key' | 'oauth' | 'mtls';
  title: string;
  /** Files of the product to begin with: what they import comes along. */
  entries: readonly string[];
  /** A file of the product, and the template that stands in for it. */
  replaced: Readonly<Record<string, string>>;
  /** A file of the copy, and the sources that it is put together from. Others keep their name. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Where sources of a folder of the product go if they are not part of `src/`. */
  folders: Readonly<Record<string, string>>;
  /** Declarations of a source that the copy does without. */
  leftOutDeclarations: Readonly<Record<string, readonly string[]>>;
  /** Tests of the product, and tests and examples of the templates. */
  tests: readonly string[];
  examples: readonly string[];
  /** The folder of the templates: README.md and what is copied as it is. */
  templates: string;
  /** Files that are copied as they are, each with its place. */
  plainFiles: Readonly<Record<string, string>>;
  /** Problems that the examples answer with beside those that the code throws. */
  problems: readonly string[];
  /** Packages that are needed and that no file imports by name. */
  packages?: readonly string[];
  scripts: Readonly<Record<string, string>>;
  /** Settings of a first run, each with what `.env.example` says about it. */
  settings: readonly { name: string; about: string; value: () => string }[];
  /** What is inside and what is left out, in sentences for README and page. */
  inside: readonly string[];
  leftOut: readonly string[];
};
