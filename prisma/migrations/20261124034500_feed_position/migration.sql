-- CreateTable
CREATE TABLE "feed_position" (
    "feed" TEXT NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "feed_position_pkey" PRIMARY KEY ("feed")
);
