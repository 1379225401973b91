-- CreateTable
CREATE TABLE "session_device" (
    "session_id" UUID NOT NULL,
    "jwk" JSONB NOT NULL,
    "algorithm" TEXT NOT NULL,
    "bound_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_device_pkey" PRIMARY KEY ("session_id")
);

-- AddForeignKey
ALTER TABLE "session_device" ADD CONSTRAINT "session_device_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
