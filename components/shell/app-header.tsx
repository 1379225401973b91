import { PageLink } from '@/components/ui/page-link';
import type { Person } from '@/lib/auth/oauth/session/require-principal';
import { AppNavigation } from './app-navigation';
import { BrandMark } from './brand';
import { CommandPalette } from './command-palette';
import { ModeSwitch } from './mode-switch';
import { APP_NAVIGATION, PUBLIC_NAVIGATION } from './navigation';
import { PopoverMenu } from './popover-menu';
import { SkipLink } from './skip-link';
import { WorkspaceChoice } from './workspace-switcher';

type FormAction = (form: FormData) => Promise<void>;

export type AppHeaderActions = {
  selectMode: FormAction;
  selectWorkspace: FormAction;
  signOut: () => Promise<void>;
};

type AppHeaderProps = { person: Person; actions: AppHeaderActions };

/** The top bar of the signed-in part: where one is, in which mode, and as whom. */
export function AppHeader({ person, actions }: AppHeaderProps) {
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
            button={<span className="max-w-32 truncate">{firstName(person.name)}</span>}
            popupClassName="left-auto right-4 sm:right-[max(2rem,calc(50vw-34rem))]"
          >
            <p className="px-2 font-semibold">{person.name}</p>
            <p className="px-2 pb-2 text-sm text-quiet [overflow-wrap:anywhere]">{person.email}</p>
            <div className="border-t border-rule py-3 md:hidden">
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
            <form action={actions.signOut} className="border-t border-rule pt-2">
              <button
                data-sign-out
                className="min-h-10 w-full rounded-sm px-2 text-left text-sm hover:bg-sunk"
              >
                Sign out
              </button>
            </form>
          </PopoverMenu>
        </div>
      </header>
    </>
  );
}

function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}
