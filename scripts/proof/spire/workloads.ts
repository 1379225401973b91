import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { freePorts, plainEnv } from '../../testing/test-system';
import { type Program, waitFor, waitForPort } from '../programs';
import type { ProofRun } from '../run-proof';
import { TRUST_DOMAIN } from './spire';

const START_LIMIT_MS = 60_000;
/** As in deploy/kubernetes/overlays/spire/helper.conf, with the places of this run. */
const HELPER_SETTINGS = `svid_file_name = "svid.pem"
svid_key_file_name = "svid_key.pem"
svid_bundle_file_name = "svid_bundle.pem"
cert_file_mode = 0444
key_file_mode = 0400
daemon_mode = true
`;

/** How an identity arrives. */
export type Way = 'workload-api' | 'files';

/** Billing and a caller of each way, their programs at paths of their own, for SPIRE to attest. */
export class Workloads {
  readonly #env: NodeJS.ProcessEnv;
  readonly #billingPorts = new Map<Way, number>();

  private constructor(
    private readonly run: ProofRun,
    private readonly socket: string,
    databasePort: number,
  ) {
    const secret = () => randomBytes(32).toString('base64url');
    this.#env = {
      ...plainEnv(),
      DEPLOYMENT: 'local',
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      DATA_DIR: path.join(run.folder, 'data'),
      DATABASE_PORT: String(databasePort),
      AUTH_SECRET: secret(),
      API_KEY_PEPPERS: `1:${secret()}`,
      ENCRYPTION_KEYS: `1:${secret()}`,
      SPIFFE_TRUST_DOMAIN: TRUST_DOMAIN,
      SPIFFE_ENDPOINT_SOCKET: socket,
      WORKLOAD_DIR: path.join(run.folder, 'workload'),
    };
  }

  /** Starts a PostgreSQL for billing and migrates it. */
  static async start(run: ProofRun, socket: string): Promise<Workloads> {
    const [port = 0] = await freePorts(1);
    // PostgreSQL may run as another user, who has to reach its own folder in here.
    chmodSync(run.folder, 0o711);
    const workloads = new Workloads(run, socket, port);
    const env = workloads.#env;
    const words = [process.execPath, 'scripts/run.mjs', 'services/database/main.ts'] as const;
    await waitForPort(port, run.programs.start('database', words, { env }), START_LIMIT_MS);
    const migrate = [process.execPath, 'scripts/prisma.mjs', 'migrate', 'deploy'] as const;
    await run.programs.run('migrate', migrate, { env });
    return workloads;
  }

  /** Puts a program at a path of its own, which is what SPIRE tells it by. @returns the path. */
  place(name: string, program = process.execPath): string {
    const folder = path.join(this.run.folder, 'bin');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, name);
    try {
      linkSync(program, file);
    } catch {
      // On another disk, or another user's.
      copyFileSync(program, file);
    }
    return file;
  }

  /** Starts spiffe-helper, which writes the files of one workload. */
  startHelper(workload: 'web' | 'billing', program: string): Program {
    const folder = this.filesOf(workload);
    mkdirSync(folder, { recursive: true });
    const file = path.join(this.run.folder, `helper-${workload}.conf`);
    const places = [
      `agent_address = ${JSON.stringify(this.socket.replace('unix://', ''))}`,
      `cert_dir = ${JSON.stringify(folder)}`,
    ];
    writeFileSync(file, `${places.join('\n')}\n${HELPER_SETTINGS}`);
    return this.run.programs.start(`helper-${workload}`, [program, '-config', file]);
  }

  /** The folder with the files of one workload. */
  filesOf(workload: 'web' | 'billing'): string {
    return path.join(this.run.folder, 'workload', workload);
  }

  billingPort(way: Way): number {
    return this.#billingPorts.get(way) ?? 0;
  }

  /** Starts the billing service and resolves when it is ready. */
  async startBilling(way: Way, node: string): Promise<void> {
    const [port = 0, metrics = 0] = await freePorts(2);
    this.#billingPorts.set(way, port);
    const env = {
      ...this.#env,
      WORKLOAD_IDENTITY: way,
      BILLING_PORT: String(port),
      BILLING_METRICS_PORT: String(metrics),
    };
    const words = [node, 'scripts/run.mjs', 'services/billing/main.ts'] as const;
    const program = this.run.programs.start(`billing-${way}`, words, { env });
    await waitForPort(metrics, program, START_LIMIT_MS);
    await waitFor(`billing (${way})`, START_LIMIT_MS, async () => {
      const answer = await fetch(`http://127.0.0.1:${metrics}/readyz`).catch(() => undefined);
      return answer?.ok ?? false;
    });
  }

  /** Starts a process that calls billing. @returns it, and the file that it records in. */
  startCaller(name: string, way: Way, node: string, rate: number): [Program, string] {
    const file = path.join(this.run.folder, `${name}.jsonl`);
    const env = {
      ...this.#env,
      WORKLOAD_IDENTITY: way,
      BILLING_URL: `https://localhost:${this.billingPort(way)}`,
    };
    const words = ['scripts/run.mjs', 'scripts/proof/spire/caller.ts', String(rate), file];
    return [this.run.programs.start(name, [node, ...words], { env }), file];
  }
}
