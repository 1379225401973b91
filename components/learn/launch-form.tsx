import { ButtonLink } from '@/components/ui/button';
import type { Runner } from '@/lib/learn/lab/lab';
import { RunButton } from './run-button';

type LaunchFormProps = {
  slug: string;
  runner: Runner | undefined;
  /** Whether this system lets attacks be launched. */
  open: boolean;
  signedIn: boolean;
  action: (form: FormData) => Promise<void>;
};

/** Two buttons: with the guard, and without. Works without a script. */
export function LaunchForm({ slug, runner, open, signedIn, action }: LaunchFormProps) {
  if (!runner) {
    return (
      <p className="text-quiet">
        This attack cannot be launched from here. The hints below say how to try it by hand.
      </p>
    );
  }
  if (!open) return <p className="text-quiet">The lab is closed on this system.</p>;
  if (!signedIn) {
    return (
      <div className="grid justify-items-start gap-3">
        <ButtonLink href={`/sign-in?return=/learn/attacks/${slug}`}>
          Sign in to run it yourself
        </ButtonLink>
        <p className="text-sm text-quiet">
          The recording below is what it saw. Your own run uses a sandbox workspace.
        </p>
      </div>
    );
  }
  return (
    <form action={action} className="grid gap-4">
      <input type="hidden" name="slug" value={slug} />
      <div className="flex flex-wrap gap-3">
        <RunButton look="primary" name="guard" value="there">
          Launch the attack
        </RunButton>
        <RunButton look="danger" name="guard" value="away">
          Take the guard away
        </RunButton>
      </div>
      <p className="max-w-prose text-sm text-quiet">
        Without the guard: {lowerFirst(runner.removal)} Only in a copy that is made for this one
        run, in your sandbox.
      </p>
    </form>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
