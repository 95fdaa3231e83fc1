package dev.residual.job;

import java.util.UUID;

/** Published when a client has added a job to the queue. */
public record JobQueued(UUID job) {}
