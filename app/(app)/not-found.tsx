import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';

/** An object that is not there, or not in this workspace and mode. Both look the same. */
export default function AppNotFound() {
  return (
    <>
      <PageHeader
        title="There is nothing here"
        lead="It may belong to another of your workspaces, or to the other mode. Change either in the top bar and try again."
      />
      <ButtonLink href="/dashboard">To the dashboard</ButtonLink>
    </>
  );
}
