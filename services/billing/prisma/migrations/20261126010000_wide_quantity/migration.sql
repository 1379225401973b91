-- A month's sum of allowed quantities may have more than 21 digits. The scale stays, so no row is
-- written anew.
ALTER TABLE "usage_total" ALTER COLUMN "quantity" SET DATA TYPE DECIMAL(50,9);

ALTER TABLE "invoice_line" ALTER COLUMN "quantity" SET DATA TYPE DECIMAL(50,9);
