package dev.residual.job;

import java.util.UUID;

/** A job's record was deleted. */
public record JobDeleted(UUID job) {}
