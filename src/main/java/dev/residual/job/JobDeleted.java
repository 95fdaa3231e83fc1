package dev.residual.job;

import java.util.UUID;

/** Published when a job has been deleted. */
public record JobDeleted(UUID job) {}
