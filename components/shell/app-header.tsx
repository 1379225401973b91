import clsx from 'clsx';
import { PageLink } from '@/components/ui/page-link';
import type { Person } from '@/lib/auth/oauth/session/require-principal';
import type { Mode } from '@/lib/auth/principal';
import { AppNavigation } from './app-navigation';
import { BrandMark } from './brand';
import { CommandPalette } from './command-palette';
import { APP_NAVIGATION, PUBLIC_NAVIGATION } from './navigation';
import { PopoverMenu } from './popover-menu';
import { SkipLink } from './skip-link';

type FormAction = (form: FormData) => Promise<void>;

export type AppHeaderActions = {
  selectMode: FormAction;
  selectWorkspace: FormAction;
  signOut: () => Promise<void>;
};

type AppHeaderProps = {
  person: Person;
  actions: AppHeaderActions;
  /** Whether a column beside the page lists its contents; the menu does where none does. */
  contentsBeside: boolean;
};

/** The top bar of the signed-in part: where one is, in which mode, and as whom. */
export function AppHeader({ person, actions, contentsBeside }: AppHeaderProps) {
  const { workspace, mode } = person;
  return (
    <>
      <SkipLink />
      <header className="sticky top-0 z-10 border-b border-rule bg-paper">
        <div className={mode === 'test' ? 'barrier h-1.5' : 'h-1.5 bg-ink'} />
        <div className="mx-auto flex min-h-14 max-w-6xl items-center gap-1 px-4 sm:gap-3 sm:px-8">
          <PageLink
            href="/dashboard"
            aria-label="Tollgate, dashboard"
            className="shrink-0 max-[24rem]:hidden"
          >
            <BrandMark className="size-7" />
          </PageLink>
          <PopoverMenu
            // Another workspace: the menu has done its work and closes.
            key={workspace.id}
            id="workspace-menu"
            label={`Workspace: ${workspace.name}. Change`}
            button={<span className="truncate font-semibold">{workspace.name}</span>}
            className="mr-auto min-w-0"
            // Under its button, which stands where the page's content begins.
            popupClassName="left-4 sm:left-[max(4.5rem,calc(50vw-31.5rem))]"
          >
            <WorkspaceChoice
              workspaces={person.workspaces}
              current={workspace.id}
              action={actions.selectWorkspace}
            />
          </PopoverMenu>
          <nav aria-label="Main" className="mr-2 hidden items-center gap-5 text-sm lg:flex">
            {PUBLIC_NAVIGATION.map((item) => (
              <PageLink key={item.href} href={item.href} className="no-underline hover:underline">
                {item.label}
              </PageLink>
            ))}
          </nav>
          <CommandPalette signedIn />
          <ModeSwitch mode={mode} action={actions.selectMode} />
          <PopoverMenu
            id="person-menu"
            label={`${person.name}: menu`}
            button={
              <>
                <span className="md:hidden">Menu</span>
                <span className="max-w-32 truncate max-md:hidden">{firstName(person.name)}</span>
              </>
            }
            popupClassName="left-auto right-4 sm:right-[max(2rem,calc(50vw-34rem))]"
          >
            <p className="px-2 font-semibold">{person.name}</p>
            <p className="px-2 pb-2 text-sm text-quiet [overflow-wrap:anywhere]">{person.email}</p>
            <form action={actions.signOut} className="border-t border-rule py-1">
              <button
                data-sign-out
                className="min-h-10 w-full rounded-sm px-2 text-left text-sm hover:bg-sunk"
              >
                Sign out
              </button>
            </form>
            <div className={clsx('border-t border-rule py-3', contentsBeside && 'md:hidden')}>
              <AppNavigation label="Contents, in the menu" groups={APP_NAVIGATION} />
            </div>
            <nav
              aria-label="Elsewhere"
              className="flex gap-5 border-t border-rule px-2 py-2 text-sm lg:hidden"
            >
              {PUBLIC_NAVIGATION.map((item) => (
                <PageLink key={item.href} href={item.href} className="py-1">
                  {item.label}
                </PageLink>
              ))}
            </nav>
          </PopoverMenu>
        </div>
      </header>
    </>
  );
}

function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}

type WorkspaceChoiceProps = {
  workspaces: Person['workspaces'];
  current: string;
  action: (form: FormData) => Promise<void>;
};

/** The workspaces that the person belongs to, the open one marked. */
function WorkspaceChoice({ workspaces, current, action }: WorkspaceChoiceProps) {
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

type ModeSwitchProps = { mode: Mode; action: (form: FormData) => Promise<void> };

const CHOICES: readonly { value: Mode; label: string }[] = [
  { value: 'test', label: 'Test' },
  { value: 'live', label: 'Live' },
];

/** Chooses between test and live data. The barrier along the top shows which one it is. */
function ModeSwitch({ mode, action }: ModeSwitchProps) {
  return (
    <form action={action}>
      <fieldset className="flex rounded-sm border border-outline text-sm">
        <legend className="sr-only">Mode</legend>
        {CHOICES.map(({ value, label }) => (
          <button
            key={value}
            name="mode"
            value={value}
            aria-pressed={mode === value}
            className="min-h-9 px-2 text-quiet sm:px-3 hover:text-ink aria-pressed:bg-ink aria-pressed:font-semibold aria-pressed:text-paper"
          >
            {label}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
