ALTER TABLE "idempotency_record" ADD COLUMN "attempt" UUID;
