package dev.residual.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job has reached one of its final states.
 *
 * @param failure why, if it failed
 */
record JobFinished(UUID job, JobStatus status, @Nullable Failure failure) {}
