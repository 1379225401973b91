import clsx from 'clsx';

export type Style = 'api-key' | 'oauth' | 'mtls';

const STYLE_NAMES: Record<Style, string> = {
  'api-key': 'API key',
  oauth: 'OAuth',
  mtls: 'mTLS',
};

const STYLE_COLOURS: Record<Style, string> = {
  'api-key': 'text-api-key',
  oauth: 'text-oauth',
  mtls: 'text-mtls',
};

/** What is cut out of each arch, so that the marks differ without colour too. */
const CUT: Record<Style, string> = {
  'api-key': 'M8 6.2a1.7 1.7 0 0 1 .8 3.2V12.6H7.2V9.4A1.7 1.7 0 0 1 8 6.2z',
  oauth: 'M4.8 9.3h4V7.4L12 10.1 8.8 12.8v-1.9h-4z',
  mtls: 'M5 7.6h6v1.6H5zM5 10.8h6v1.6H5z',
};

/** The small mark of an authentication style. */
export function StyleMark({ name, className }: { name: Style; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden
      focusable="false"
      className={clsx('inline-block size-4 shrink-0', STYLE_COLOURS[name], className)}
    >
      <path
        fillRule="evenodd"
        fill="currentColor"
        d={`M2.5 15.5V6.5a5.5 5.5 0 0 1 11 0v9z${CUT[name]}`}
      />
    </svg>
  );
}

/** The mark and name of a style. */
export function StyleLabel({ name, className }: { name: Style; className?: string }) {
  return (
    <span className={clsx('inline-flex items-baseline gap-1.5 font-semibold', className)}>
      <StyleMark name={name} className="translate-y-[2px]" />
      <span className={STYLE_COLOURS[name]}>{STYLE_NAMES[name]}</span>
    </span>
  );
}
