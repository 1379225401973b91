import { Callout } from '@/components/ui/callout';
import { LocalTime } from '@/components/ui/local-time';
import { Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import type { LastExport } from '@/lib/integrations/read-activity';
import { OutcomeForm, type OutcomeState } from './outcome-form';

type DriveSectionProps = {
  invoiceId: string;
  connected: boolean;
  exported: LastExport | null;
  action: (state: OutcomeState, form: FormData) => Promise<OutcomeState>;
};

/** "Export to Drive" on the page of an invoice, and the file that it made. */
export function DriveSection({ invoiceId, connected, exported, action }: DriveSectionProps) {
  return (
    <Section
      id="drive"
      title="Google Drive"
      lead="The invoice as a file. We see no other file there."
    >
      {exported?.link && (
        <p className="mb-4 text-sm">
          <a href={exported.link}>{exported.name}</a>, exported <LocalTime time={exported.time} />
        </p>
      )}
      {exported?.error && (
        <Callout tone="warning" title="The last export failed" className="mb-4">
          <p>{exported.error}</p>
        </Callout>
      )}
      {connected ? (
        <OutcomeForm
          label={exported?.link ? 'Export again' : 'Export to Drive'}
          pendingLabel="Exporting …"
          values={{ id: invoiceId }}
          action={action}
        />
      ) : (
        <p className="text-sm">
          <PageLink href="/settings/connections">Connect Google Drive</PageLink> to export it.
        </p>
      )}
    </Section>
  );
}
