import type { Principal } from '@/lib/auth/principal';
import {
  CONNECTION_PROVIDERS,
  type ConnectionProvider,
  connectionRegistration,
  standInOrigin,
} from './connection-provider';
import { type ConnectionRow, findConnections } from './connection.repository';
import { isReconnectReason, RECONNECT_REASONS } from './provider-call';

/** A connection without its tokens. */
export type ConnectionView = {
  id: string;
  status: 'active' | 'reconnect';
  /** Why it needs a person, in words; null while it works. */
  reason: string | null;
  accountName: string;
  connectedBy: string | null;
  connectedAt: Date;
  checkedAt: Date;
  scopes: string[];
  channel: string | null;
};

export type ProviderView = {
  provider: ConnectionProvider;
  /** Whether it can be connected at all. */
  available: boolean;
  /** Where the stand-in shows what arrived; null at the real provider. */
  standIn: string | null;
  connection: ConnectionView | null;
};

/** Every provider with the connection of the principal's workspace and mode. Members see them, too. */
export async function listConnections(principal: Principal): Promise<ProviderView[]> {
  const found = await findConnections(principal.workspaceId, principal.mode);
  return CONNECTION_PROVIDERS.map((provider) => {
    const registration = connectionRegistration(provider);
    const own = found.find(({ row }) => row.provider === provider);
    return {
      provider,
      available: registration !== undefined,
      standIn: registration && !registration.real ? standInOrigin(provider) : null,
      connection: own ? toView(own.row, own.connectedBy) : null,
    };
  });
}

function toView(row: ConnectionRow, connectedBy: string | null): ConnectionView {
  const { id, status, reason, accountName, connectedAt, checkedAt, scopes, channel } = row;
  return {
    id,
    status,
    reason: isReconnectReason(reason) ? RECONNECT_REASONS[reason] : null,
    accountName,
    connectedBy,
    connectedAt,
    checkedAt,
    scopes,
    channel,
  };
}
