import { Arch, Name, Remark, Stop, Wire } from './diagram-part';

/** The map for screens with room at the side. */
export function WideSystemDiagram({ label, className }: { label: string; className?: string }) {
  return (
    <svg viewBox="0 0 960 380" role="img" aria-label={label} className={className}>
      <g fill="none" strokeWidth="4.5" strokeLinecap="butt">
        <path d="M10 84H420" stroke="var(--api-key)" />
        <path d="M10 206H420" stroke="var(--oauth)" />
        <path d="M10 318H238C292 318 278 206 332 206" stroke="var(--oauth)" />
        <path d="M676 146H806" stroke="var(--mtls)" />
      </g>

      <Name x={4} y={62}>
        Script
      </Name>
      <Remark x={56} y={62}>
        curl, a cron job, CI
      </Remark>
      <Wire x={4} y={112}>
        X-API-Key: tg_live_…
      </Wire>
      <Stop x={10} y={84} />

      <Name x={4} y={184}>
        Person
      </Name>
      <Remark x={62} y={184}>
        in a browser
      </Remark>
      <Wire x={4} y={234}>
        code + PKCE, then a cookie
      </Wire>
      <Stop x={10} y={206} />

      <Name x={4} y={296}>
        Another app
      </Name>
      <Remark x={98} y={296}>
        for that person
      </Remark>
      <Wire x={4} y={346}>
        Authorization: Bearer tg_at_…
      </Wire>
      <Stop x={10} y={318} />

      <path d="M436 24H676V356H436" fill="none" stroke="var(--ink)" strokeWidth="1.5" />
      <path d="M436 24V356" stroke="var(--ink)" strokeWidth="5" />
      <Arch x={440} y={84} hue="var(--api-key)" turn={-90} />
      <Arch x={440} y={206} hue="var(--oauth)" turn={-90} />

      <Name x={474} y={62} size={17}>
        web
      </Name>
      <Remark x={474} y={89}>
        API key
      </Remark>
      <Remark x={474} y={211}>
        OAuth
      </Remark>
      <Wire x={540} y={140} size={14}>
        Principal
      </Wire>
      <Remark x={540} y={160}>
        who is it
      </Remark>
      <Wire x={540} y={262} size={14}>
        authorize()
      </Wire>
      <Remark x={540} y={282}>
        may they
      </Remark>
      <g fill="none" stroke="var(--outline)" strokeWidth="1.5">
        <path d="M520 90C534 94 538 108 548 122M516 206C530 204 534 184 546 168M568 172V242" />
        <path d="M563 236l5 7 5-7" />
      </g>

      <path d="M676 24V356" stroke="var(--ink)" strokeWidth="5" />
      <Arch x={672} y={146} hue="var(--mtls)" turn={90} />
      <Name x={716} y={122}>
        mTLS
      </Name>
      <Wire x={706} y={176}>
        spiffe://…
      </Wire>
      <path d="M824 72H952V220H824" fill="none" stroke="var(--ink)" strokeWidth="1.5" />
      <path d="M824 72V220" stroke="var(--ink)" strokeWidth="5" />
      <Arch x={828} y={146} hue="var(--mtls)" turn={-90} />
      <Name x={862} y={110} size={17}>
        billing
      </Name>
      <Remark x={862} y={186}>
        no other
      </Remark>
      <Remark x={862} y={203}>
        way in
      </Remark>
    </svg>
  );
}
