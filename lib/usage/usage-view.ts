/** One event as a caller sends it. `id` is the caller's own: a resend of it is harmless. */
export type EventInput = {
  id: string;
  /** The key of a meter. */
  meter: string;
  /** Not negative, up to 21 digits before and 9 after the point. */
  quantity: number | string;
  time?: Date;
  customer?: string;
  properties?: Record<string, string | number | boolean | null>;
};

export type EventView = {
  /** The caller's id. */
  id: string;
  meter: string;
  /** A number where JavaScript can hold it exactly, else its decimal text. */
  quantity: number | string;
  time: Date;
  customer: string | null;
  properties: Record<string, unknown> | null;
  receivedAt: Date;
};

export type Granularity = 'hour' | 'day';

/** `quantity`: a number where JavaScript can hold it exactly, else its decimal text. */
export type UsageBucket = { start: Date; end: Date; quantity: number | string };

export type MeterAggregation = 'count' | 'sum' | 'max' | 'unique';

export type MeterView = {
  /** `mtr_…` */
  id: string;
  key: string;
  name: string;
  aggregation: MeterAggregation;
  /** The property whose different values `unique` counts. */
  property: string | null;
  createdAt: Date;
};

export type CustomerView = {
  /** `cus_…` */
  id: string;
  /** The name that the caller's events carry. */
  reference: string;
  createdAt: Date;
};
