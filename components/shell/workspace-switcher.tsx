import type { WorkspaceMembership } from '@/lib/auth/oauth/session/require-principal';

type WorkspaceChoiceProps = {
  workspaces: readonly WorkspaceMembership[];
  current: string;
  action: (form: FormData) => Promise<void>;
};

/** The workspaces that the person belongs to, the open one marked. */
export function WorkspaceChoice({ workspaces, current, action }: WorkspaceChoiceProps) {
  return (
    <form action={action}>
      <fieldset>
        <legend className="px-2 pb-1 text-xs text-quiet">Workspace</legend>
        {workspaces.map((workspace) => (
          <button
            key={workspace.id}
            name="workspace"
            value={workspace.id}
            data-label={workspace.name}
            aria-pressed={workspace.id === current}
            className="flex min-h-10 w-full items-baseline justify-between gap-4 rounded-sm px-2 py-2 text-left text-sm hover:bg-sunk aria-pressed:font-semibold"
          >
            <span className="min-w-0 [overflow-wrap:anywhere]">{workspace.name}</span>
            <span className="text-xs font-normal text-quiet">{workspace.role}</span>
          </button>
        ))}
      </fieldset>
    </form>
  );
}
