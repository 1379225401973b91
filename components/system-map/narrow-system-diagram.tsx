import { Arch, Name, Remark, Stop, Wire } from './diagram-part';

/** The same map from top to bottom, for narrow screens. */
export function NarrowSystemDiagram({ label, className }: { label: string; className?: string }) {
  return (
    <svg viewBox="0 0 350 610" role="img" aria-label={label} className={className}>
      <g fill="none" strokeWidth="4.5">
        <path d="M44 62V230" stroke="var(--api-key)" />
        <path d="M170 62V230" stroke="var(--oauth)" />
        <path d="M290 62V120C290 170 170 140 170 190" stroke="var(--oauth)" />
        <path d="M107 386V476" stroke="var(--mtls)" />
      </g>
      <Name x={20} y={22}>
        Script
      </Name>
      <Remark x={20} y={40}>
        cron, CI
      </Remark>
      <Stop x={44} y={62} />
      <Name x={146} y={22}>
        Person
      </Name>
      <Remark x={146} y={40}>
        in a browser
      </Remark>
      <Stop x={170} y={62} />
      <Name x={254} y={22}>
        Another app
      </Name>
      <Remark x={254} y={40}>
        for them
      </Remark>
      <Stop x={290} y={62} />
      <Wire x={56} y={118} size={12}>
        X-API-Key
      </Wire>
      <Wire x={182} y={104} size={12}>
        a cookie
      </Wire>
      <Wire x={262} y={166} size={12}>
        Bearer …
      </Wire>

      <path d="M12 244V386H338V244" fill="none" stroke="var(--ink)" strokeWidth="1.5" />
      <path d="M10 244H340" stroke="var(--ink)" strokeWidth="5" />
      <Arch x={44} y={248} hue="var(--api-key)" turn={0} />
      <Arch x={170} y={248} hue="var(--oauth)" turn={0} />
      <Remark x={20} y={270}>
        API key
      </Remark>
      <Remark x={150} y={270}>
        OAuth
      </Remark>
      <Name x={294} y={276} size={17}>
        web
      </Name>
      <Wire x={30} y={318} size={14}>
        Principal
      </Wire>
      <Remark x={30} y={337}>
        who is it
      </Remark>
      <path d="M116 313h44m-7 -5 7 5-7 5" fill="none" stroke="var(--outline)" strokeWidth="1.5" />
      <Wire x={172} y={318} size={14}>
        authorize()
      </Wire>
      <Remark x={172} y={337}>
        may they
      </Remark>

      <path d="M10 386H340" stroke="var(--ink)" strokeWidth="5" />
      <Arch x={107} y={382} hue="var(--mtls)" turn={180} />
      <Name x={140} y={428}>
        mTLS
      </Name>
      <Wire x={140} y={450}>
        spiffe:// on both sides
      </Wire>
      <path d="M12 492V590H220V492" fill="none" stroke="var(--ink)" strokeWidth="1.5" />
      <path d="M10 492H222" stroke="var(--ink)" strokeWidth="5" />
      <Arch x={107} y={496} hue="var(--mtls)" />
      <Name x={30} y={540} size={17}>
        billing
      </Name>
      <Remark x={30} y={562}>
        no other way in
      </Remark>
    </svg>
  );
}
