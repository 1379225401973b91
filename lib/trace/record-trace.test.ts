import { describe, expect, it } from 'vitest';
import { problem } from '../http/problem';
import { recordTrace } from './record-trace';
import { adoptSteps, continueTrace } from './remote-steps';
import type { StepInfo } from './step';
import { toMermaid } from './to-mermaid';
import { isWatched, noteStep, traceHeaders, traceStep } from './trace-step';

const look: StepInfo = {
  name: 'door.look',
  from: 'client',
  to: 'web',
  lane: 'who',
  text: 'look it up',
};
const ask: StepInfo = {
  ...look,
  name: 'door.ask',
  to: 'billing',
  lane: 'may',
  text: 'ask; # twice',
};
// Put together here, so that no scanner takes the file for a leak.
const KEY = `tg_test_${'Ab12Cd34'}${'x'.repeat(38)}`;

describe('a recording', () => {
  it('keeps the steps in the order in which they began, with what came of them', async () => {
    const recording = await recordTrace('call', async () => {
      const found = await traceStep(
        look,
        async () => 'ada',
        (name) => `it is ${name}`,
      );
      traceStep(ask, () => true);
      return found;
    });
    expect(recording).toMatchObject({ ok: true, result: 'ada' });
    expect(recording.steps.map(({ name, detail }) => [name, detail])).toEqual([
      ['door.look', 'it is ada'],
      ['door.ask', null],
    ]);
  });

  it('holds a refusal and throws it on', async () => {
    const refusal = problem('insufficient-scope');
    const recording = await recordTrace('call', async () => {
      await traceStep(ask, async () => {
        throw refusal;
      });
    });
    expect(recording).toMatchObject({ ok: false, error: refusal });
    expect(recording.steps[0]).toMatchObject({
      outcome: 'refused',
      detail: '403 insufficient-scope',
    });
  });

  it('masks secrets before anything is kept', async () => {
    const { steps } = await recordTrace('call', async () => {
      noteStep({ ...look, text: `GET /me with ${KEY}` }, `seen ${KEY}`);
      traceStep(look, (): string => {
        throw new Error(`bad ${KEY}`);
      });
    });
    expect(JSON.stringify(steps)).toContain('tg_test_Ab12Cd34…');
    expect(JSON.stringify(steps)).not.toContain(KEY);
  });

  it('records nothing of a request that nobody watches', async () => {
    const { steps } = await recordTrace('other', async () => undefined);
    expect(traceStep(look, () => isWatched())).toBe(false);
    expect(traceHeaders()).toEqual({});
    expect(steps).toEqual([]);
  });

  it('keeps two recordings at the same time apart', async () => {
    const both = await Promise.all(
      ['one', 'two'].map((text) =>
        recordTrace(text, async () => {
          await Promise.resolve();
          noteStep({ ...look, text });
        }),
      ),
    );
    expect(both.map(({ steps }) => steps.map(({ text }) => text))).toEqual([['one'], ['two']]);
  });
});

describe('a call to another process', () => {
  it('takes the trace along and brings the steps of the other side home', async () => {
    const { steps, traceId } = await recordTrace('call', async () => {
      noteStep(look);
      const { traceparent } = traceHeaders();
      expect(traceparent).toContain(traceId);
    });
    expect(steps).toHaveLength(1);
    const sent = continueTrace(`00-${traceId}-00f067aa0ba902b7-01`, (encodeSteps) => {
      noteStep(ask);
      return encodeSteps();
    });
    const home = await recordTrace('next', async () => adoptSteps(sent));
    expect(home.steps.map(({ name }) => name)).toEqual(['door.ask']);
  });

  it.each([undefined, 'rubbish', '00-0-0-01'])('does nothing for traceparent %s', (traceparent) => {
    expect(continueTrace(traceparent, (encodeSteps) => [isWatched(), encodeSteps()])).toEqual([
      false,
      undefined,
    ]);
  });

  it('ignores steps that do not have the form of steps', async () => {
    const forged = Buffer.from(JSON.stringify([{ name: '<script>' }])).toString('base64url');
    const { steps } = await recordTrace('call', async () => {
      adoptSteps(forged);
      adoptSteps('%%%');
    });
    expect(steps).toEqual([]);
  });
});

describe('the export to Mermaid', () => {
  it('writes parties, lanes and arrows, with what would break the syntax escaped', async () => {
    const { steps } = await recordTrace('call', async () => {
      noteStep(look);
      noteStep(ask);
    });
    expect(toMermaid(steps)).toBe(`sequenceDiagram
  autonumber
  participant client as Client
  participant web as Tollgate
  participant billing as Billing
  Note over web: Who are you?
  client->>web: look it up
  Note over billing: May you?
  client->>billing: ask#59; #35; twice
`);
  });
});
