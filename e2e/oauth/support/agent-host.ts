import { createServer, type Server } from 'node:https';
import { forge } from '@/e2e/mtls/support/certificate-forge';
import { freePort } from '@/e2e/support/test-server';

type Document = { status?: number; headers?: Record<string, string>; body: string };

/** An https host of the tests' own that publishes metadata documents of agents. */
export class AgentHost {
  #server: Server | undefined;
  #documents = new Map<string, Document>();
  readonly asked: string[] = [];
  origin = '';
  /** The client id of the document that was published last. */
  publishedUrl = '';

  /** @returns the authority that a client has to trust, in PEM. */
  async listen(): Promise<string> {
    const { certPem, keyPem } = await forge({ names: [{ type: 'dns', value: 'localhost' }] });
    const port = await freePort();
    this.origin = `https://localhost:${port}`;
    this.#server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
      this.asked.push(request.url ?? '');
      const {
        status = 200,
        headers = {},
        body,
      } = this.#documents.get(request.url ?? '') ?? {
        status: 404,
        body: '{}',
      };
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
    await new Promise<void>((resolve) => this.#server?.listen(port, 'localhost', resolve));
    return certPem;
  }

  /** Publishes a document at a path of its own; gives its URL, which is the client id. */
  publish(
    path: string,
    metadata: Record<string, unknown> = {},
    other: Partial<Document> = {},
  ): string {
    const url = `${this.origin}${path}`;
    this.publishedUrl = url;
    const document = {
      client_id: url,
      client_name: 'Desk agent',
      redirect_uris: ['http://localhost/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
      ...metadata,
    };
    this.#documents.set(path, { body: JSON.stringify(document), ...other });
    return url;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
