import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AUTHORITY_LIFE_MS } from './ca-policy';

/**
 * The CA's state: a folder of small files, each written whole and never changed, so that the
 * process and the command line can both work on it.
 */

const authoritySchema = z.object({
  id: z.string(),
  kind: z.enum(Object.keys(AUTHORITY_LIFE_MS) as ['root', 'intermediate']),
  /** Serial of its own certificate, and the id of the authority that signed it. */
  serial: z.string(),
  parent: z.string(),
  activeFrom: z.coerce.date(),
  notAfter: z.coerce.date(),
  certPem: z.string(),
  keyPem: z.string(),
});

const issuedSchema = z.object({
  serial: z.string(),
  spiffeId: z.string(),
  issuer: z.string(),
  notBefore: z.coerce.date(),
  notAfter: z.coerce.date(),
});

const revokedSchema = z.object({ serial: z.string(), issuer: z.string(), at: z.coerce.date() });

export type Authority = z.output<typeof authoritySchema>;
export type IssuedRecord = z.output<typeof issuedSchema>;
export type RevokedRecord = z.output<typeof revokedSchema>;

const FOLDERS = ['authorities', 'issued', 'revoked'] as const;
type Folder = (typeof FOLDERS)[number];

/** Opens the state in a folder, made readable by its owner only. */
export class CaStore {
  private constructor(readonly directory: string) {}

  static async open(directory: string): Promise<CaStore> {
    for (const folder of FOLDERS) {
      await mkdir(path.join(directory, folder), { recursive: true, mode: 0o700 });
    }
    return new CaStore(directory);
  }

  async #list<T>(folder: Folder, schema: z.ZodType<T>): Promise<T[]> {
    const names = (await readdir(path.join(this.directory, folder))).sort();
    const texts = await Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .map((name) => readFile(path.join(this.directory, folder, name), 'utf8')),
    );
    return texts.map((text) => schema.parse(JSON.parse(text)));
  }

  async #write(folder: Folder, name: string, value: unknown): Promise<void> {
    const file = path.join(this.directory, folder, `${name}.json`);
    const draft = `${file}.${process.pid}.tmp`;
    await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
    await rename(draft, file);
  }

  authorities(): Promise<Authority[]> {
    return this.#list('authorities', authoritySchema);
  }

  issued(): Promise<IssuedRecord[]> {
    return this.#list('issued', issuedSchema);
  }

  revoked(): Promise<RevokedRecord[]> {
    return this.#list('revoked', revokedSchema);
  }

  addAuthority(authority: Authority): Promise<void> {
    return this.#write('authorities', authority.id, authority);
  }

  addIssued(record: IssuedRecord): Promise<void> {
    return this.#write('issued', record.serial, record);
  }

  addRevoked(record: RevokedRecord): Promise<void> {
    return this.#write('revoked', record.serial, record);
  }

  async remove(folder: Folder, name: string): Promise<void> {
    await rm(path.join(this.directory, folder, `${name}.json`), { force: true });
  }
}
