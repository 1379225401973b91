import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newWebhookSecret, signWebhook } from './sign-webhook';

/** The example of the specification. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const TIME = new Date(1_614_265_330_000);

describe('webhook signature', () => {
  it("gives the specification's signature for its example", () => {
    expect(signWebhook([SECRET], ID, TIME, '{"test": 2432232314}')).toEqual({
      'webhook-id': ID,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it("is accepted by the standard's own library, with either secret during an overlap", () => {
    const [next, previous] = [newWebhookSecret(), newWebhookSecret()];
    const body = '{"type":"webhook.test","data":{"text":"Größe \u{1F4B6}"}}';
    const headers = signWebhook([next, previous], ID, new Date(), body);
    expect(new Webhook(next).verify(body, headers)).toEqual(JSON.parse(body));
    expect(new Webhook(previous).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow();
  });

  it('covers the id and the time, not only the body', () => {
    const signature = (id: string, time: Date) =>
      signWebhook([SECRET], id, time, '{}')['webhook-signature'];
    const original = signature(ID, TIME);
    expect(signature('msg_other', TIME)).not.toBe(original);
    expect(signature(ID, new Date(TIME.getTime() + 1_000))).not.toBe(original);
  });

  it.each(['tg_live_abcdefgh0123456789', 'whsec_', 'whsec_not base64', ''])(
    'refuses to sign with %j',
    (secret) => {
      expect(() => signWebhook([secret], ID, TIME, '{}')).toThrow('whsec_');
    },
  );
});
