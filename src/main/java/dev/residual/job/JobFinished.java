package dev.residual.job;

import java.util.UUID;

/** A job has reached one of its final states. */
record JobFinished(UUID job, JobStatus status) {}
