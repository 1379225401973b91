import { NarrowSystemDiagram } from './narrow-system-diagram';
import { WideSystemDiagram } from './wide-system-diagram';

const DESCRIPTION =
  'A script comes in through the API key door of web. A person in a browser, and another app acting for that person, come in through the OAuth door. Inside, every door ends in one Principal and one question, authorize. From web a mutual TLS line leads to billing: each side shows a certificate.';

/** The running system as a line map: who calls, with which credential. */
export function SystemDiagram() {
  return (
    <>
      <WideSystemDiagram label={DESCRIPTION} className="hidden w-full sm:block" />
      <NarrowSystemDiagram
        label={DESCRIPTION}
        className="mx-auto block w-full max-w-sm sm:hidden"
      />
    </>
  );
}
