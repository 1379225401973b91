import { type NoticeView, UNDO_LABELS } from './notice';

type UndoFormProps = { view: NoticeView; action: (form: FormData) => Promise<void> };

/** Takes back what a notice tells of; nothing where that can't be done. */
export function UndoForm({ view: { notice, object }, action }: UndoFormProps) {
  const label = UNDO_LABELS[notice];
  if (!label) return null;
  return (
    <form action={action}>
      <input type="hidden" name="notice" value={notice} />
      <input type="hidden" name="object" value={object} />
      <button className="min-h-8 font-semibold underline underline-offset-4">{label}</button>
    </form>
  );
}
